package cloud

import (
	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/toolbox"
)

// DatabasePort is where the PostgreSQL of tests answers.
const DatabasePort = 5432

// serveDatabase makes a database of nothing at each start. Its superuser needs no password, and everybody else one; it does not care
// for a crash of the machine.
const serveDatabase = `bin=$(dirname /usr/lib/postgresql/*/bin/postgres)
"$bin/initdb" -D /tmp/data -U postgres -E UTF8 --locale=C -A trust -N >/dev/null
printf 'host all postgres all trust\nhost all all all scram-sha-256\n' >/tmp/data/pg_hba.conf
exec "$bin/postgres" -D /tmp/data -c listen_addresses='*' -c unix_socket_directories= -c fsync=off -c max_connections=200`

// Database is a PostgreSQL for tests, of the version that databases of an emulator have. It is not started yet.
func Database(box toolbox.Box) *dagger.Service {
	return withDatabasePrograms(box.Base(toolbox.Python)).
		WithUser("postgres").
		WithExposedPort(DatabasePort, dagger.ContainerWithExposedPortOpts{Description: "PostgreSQL"}).
		WithDefaultArgs([]string{"sh", "-euc", serveDatabase}).
		AsService()
}

// install is followed by Debian's packages, and clean by nothing.
const (
	install = "apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "
	clean   = " && rm -rf /var/lib/apt/lists/*"
)

// withDatabasePrograms has PostgreSQL, and none of the database that Debian makes at the install, which nobody would use. Its scripts
// are not to ask whether that file may stay.
func withDatabasePrograms(base *dagger.Container) *dagger.Container {
	return base.
		WithNewFile("/etc/postgresql-common/createcluster.conf", "create_main_cluster = false\n").
		WithExec([]string{"sh", "-euc", "export UCF_FORCE_CONFFOLD=1; " + install + databasePrograms + clean})
}
