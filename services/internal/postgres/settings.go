// Package postgres connects services to the PostgreSQL that the stack tells them
// of: with TLS, bounded, and with a password that may change at any time.
package postgres

import (
	"crypto/x509"
	"strings"

	"slipway/services/internal/config"
)

// How a connection is kept from others: libpq's words.
const (
	disable    = "disable"
	require    = "require"
	verifyFull = "verify-full"
)

// Settings are where a database is and who may enter it.
type Settings struct {
	name       string // of its variables: DATABASE_MAIN
	host       string
	port       int
	database   string
	secretARN  string
	user, pass string
	sslmode    string
	roots      *x509.CertPool
}

// Load reads DATABASE_MAIN_HOST and its sisters for the name "main", as the stack
// sets them where `uses.databases` names it. It is nil where no host is set.
func Load(env *config.Reader, name string) *Settings {
	s := &Settings{name: "DATABASE_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))}
	if s.host = env.String(s.name + "_HOST"); s.host == "" {
		return nil
	}
	s.port = env.Int(s.name+"_PORT", 5432, 1, 65535)
	if s.database = env.String(s.name + "_NAME"); s.database == "" {
		env.Refuse(s.name+"_NAME", "", "the database's name", nil)
	}
	s.secretARN = env.String(s.name + "_SECRET_ARN")
	s.user, s.pass = env.String(s.name+"_USER"), env.String(s.name+"_PASSWORD")
	if s.secretARN == "" && s.user == "" {
		env.Refuse(s.name+"_SECRET_ARN", "", "the secret that has user and password, or set "+s.name+"_USER and "+s.name+"_PASSWORD", nil)
	}
	s.sslmode = s.mode(env)
	s.roots = rdsRoots()
	if text := env.String(s.name + "_CA"); text != "" {
		s.roots = x509.NewCertPool()
		if !s.roots.AppendCertsFromPEM([]byte(text)) {
			env.Refuse(s.name+"_CA", "no certificate", "certificates as PEM", nil)
		}
	}
	return s
}

// mode is verify-full unless the settings say otherwise. An emulator signs with
// an authority that it draws at each start, so that its name is not verified.
func (s *Settings) mode(env *config.Reader) string {
	switch mode := env.String(s.name + "_SSLMODE"); mode {
	case disable, require, verifyFull:
		return mode
	case "":
	default:
		env.Refuse(s.name+"_SSLMODE", mode, strings.Join([]string{disable, require, verifyFull}, ", "), nil)
	}
	if env.String("AWS_ENDPOINT_URL") != "" {
		return require
	}
	return verifyFull
}
