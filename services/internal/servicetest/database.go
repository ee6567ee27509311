package servicetest

import (
	"context"
	"errors"
	"net"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
)

// DatabaseServer names the PostgreSQL that tests with a real database use, as
// postgres://USER@HOST:PORT of a superuser who needs no password. The pipeline sets
// it where .slipway.yaml says so of the service. Without it the tests start one.
const DatabaseServer = "SLIPWAY_TEST_DATABASE"

// Database makes a database, and returns the settings of the one that is called
// "main" in the environment of a service. Where there is no server and none can be
// started the test is skipped on a laptop, and fails where CI is set.
func Database(t *testing.T) map[string]string {
	t.Helper()
	server, err := server()
	if errors.Is(err, errNoPrograms) && os.Getenv("CI") == "" {
		t.Skipf("no real database: %v", err)
	}
	if err != nil {
		t.Fatalf("there is no real database to test with: %v", err)
	}
	address, err := url.Parse(server)
	if err != nil {
		t.Fatalf("%s is no address: %v", DatabaseServer, err)
	}
	host, port, err := net.SplitHostPort(address.Host)
	if err != nil {
		t.Fatalf("%s has no host and port: %v", DatabaseServer, err)
	}
	name := strings.ReplaceAll(Name("test"), "-", "_")
	SQL(t, "CREATE DATABASE "+name)
	t.Cleanup(func() { sql(context.WithoutCancel(t.Context()), t, server, "DROP DATABASE "+name+" WITH (FORCE)") })
	return map[string]string{
		"DATABASE_MAIN_HOST": host, "DATABASE_MAIN_PORT": port, "DATABASE_MAIN_NAME": name,
		"DATABASE_MAIN_USER": address.User.Username(), "DATABASE_MAIN_SSLMODE": "disable",
	}
}

// SQL has the server's superuser run a statement, in no database of a test.
func SQL(t *testing.T, statement string) {
	t.Helper()
	server, err := server()
	if err != nil {
		t.Fatal(err)
	}
	sql(t.Context(), t, server, statement)
}

func sql(ctx context.Context, t *testing.T, server, statement string) {
	t.Helper()
	connection, err := pgx.Connect(ctx, server+"/postgres?sslmode=disable")
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close(ctx)
	if _, err := connection.Exec(ctx, statement); err != nil {
		t.Fatal(err)
	}
}

var server = sync.OnceValues(func() (string, error) {
	if named := os.Getenv(DatabaseServer); named != "" {
		return named, nil
	}
	return startServer()
})
