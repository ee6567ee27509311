package postgres

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"

	"slipway/services/internal/config"
)

func load(t *testing.T, env map[string]string) *Settings {
	t.Helper()
	r := config.NewReader(func(name string) string { return env[name] })
	s := Load(r, "main")
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	return s
}

func open(t *testing.T, env map[string]string) *pgxpool.Pool {
	t.Helper()
	pool, err := load(t, env).Pool(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	return pool
}

func TestSettings(t *testing.T) {
	if s := load(t, nil); s != nil {
		t.Errorf("= %+v, want no database", s)
	}
	whole := map[string]string{"DATABASE_MAIN_HOST": "db", "DATABASE_MAIN_NAME": "shop", "DATABASE_MAIN_SECRET_ARN": "arn:aws:secretsmanager:x"}
	for name, tt := range map[string]struct {
		change map[string]string
		says   string
	}{
		"no name":         {map[string]string{"DATABASE_MAIN_NAME": ""}, "DATABASE_MAIN_NAME"},
		"nobody":          {map[string]string{"DATABASE_MAIN_SECRET_ARN": ""}, "DATABASE_MAIN_USER"},
		"no port":         {map[string]string{"DATABASE_MAIN_PORT": "pg"}, "DATABASE_MAIN_PORT"},
		"no such mode":    {map[string]string{"DATABASE_MAIN_SSLMODE": "prefer"}, "verify-full"},
		"no certificates": {map[string]string{"DATABASE_MAIN_CA": "ca.pem"}, "DATABASE_MAIN_CA"},
	} {
		t.Run(name, func(t *testing.T) {
			env := maps.Clone(whole)
			maps.Copy(env, tt.change)
			r := config.NewReader(func(name string) string { return env[name] })
			Load(r, "main")
			if err := r.Err(); err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("= %v, want an error that names %s", err, tt.says)
			}
		})
	}
}

// The roots are those of RDS and nobody else's: one of another would let it in.
func TestRootsAreOfRDS(t *testing.T) {
	count, rest := 0, rdsRootsPEM
	for {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		count++
		root, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			t.Fatal(err)
		}
		if err := root.CheckSignatureFrom(root); err != nil || !strings.HasPrefix(root.Subject.CommonName, "Amazon RDS ") {
			t.Errorf("%s: %v; want a root of RDS", root.Subject, err)
		}
	}
	if count != bytes.Count(rdsRootsPEM, []byte("BEGIN CERTIFICATE")) || count < 3 {
		t.Errorf("%d roots, want all of the file", count)
	}
}

// listen is a server that speaks TLS as PostgreSQL begins it, and then ends.
func listen(t *testing.T) (port string, authority string) {
	t.Helper()
	// httptest has a certificate for 127.0.0.1 and the authority of it.
	web := httptest.NewUnstartedServer(http.NotFoundHandler())
	web.StartTLS()
	t.Cleanup(web.Close)
	// The client of TLS 1.2 knows before the handshake ends whether it takes the certificate.
	secure := web.TLS.Clone()
	secure.NextProtos, secure.MaxVersion = nil, tls.VersionTLS12
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ln.Close() })
	go func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				ask := make([]byte, 8)
				if _, err := io.ReadFull(conn, ask); err != nil || !bytes.Equal(ask[4:], []byte{4, 210, 22, 47}) {
					_, _ = conn.Write([]byte("E")) // no TLS is asked for
					return
				}
				if _, err := conn.Write([]byte("S")); err != nil {
					return
				}
				_ = tls.Server(conn, secure).HandshakeContext(t.Context()) // who refuses it says so on the other side
			}()
		}
	}()
	_, port, err = net.SplitHostPort(ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: web.Certificate().Raw}))
}

func TestTLS(t *testing.T) {
	port, authority := listen(t)
	for name, tt := range map[string]struct {
		env     map[string]string
		refused bool
	}{
		"of RDS, in AWS":       {map[string]string{}, true},
		"of a known authority": {map[string]string{"DATABASE_MAIN_CA": authority}, false},
		"of another host":      {map[string]string{"DATABASE_MAIN_CA": authority, "DATABASE_MAIN_HOST": "localhost"}, true},
		"an emulator's":        {map[string]string{"AWS_ENDPOINT_URL": "http://127.0.0.1:4566"}, false},
		"an emulator's, asked": {map[string]string{"AWS_ENDPOINT_URL": "http://127.0.0.1:4566", "DATABASE_MAIN_SSLMODE": verifyFull}, true},
	} {
		t.Run(name, func(t *testing.T) {
			env := map[string]string{"DATABASE_MAIN_HOST": "127.0.0.1", "DATABASE_MAIN_PORT": port, "DATABASE_MAIN_NAME": "shop", "DATABASE_MAIN_USER": "shop"}
			maps.Copy(env, tt.env)
			err := open(t, env).Ping(t.Context())
			_, unknown := errors.AsType[x509.UnknownAuthorityError](err)
			_, hostname := errors.AsType[x509.HostnameError](err)
			if refused := unknown || hostname; refused != tt.refused || err == nil {
				t.Errorf("= %v; want the certificate refused: %v", err, tt.refused)
			}
		})
	}
}
