package servicetest

import (
	"fmt"

	"dagger/slipway/internal/cloud"
	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/toolbox"
)

// server is the variable that tells tests of which PostgreSQL they may be superuser, without a password.
const server = "SLIPWAY_TEST_DATABASE"

// withDatabase has a PostgreSQL answer the tests that ask for one by `test: {database: true}`. As with the emulator, services' tests
// share it, and each makes a database of its own.
func (s *subject) withDatabase(box toolbox.Box, tests *dagger.Container) *dagger.Container {
	if s.service == nil || !s.service.Settings.Test.Database {
		return tests
	}
	const host = "database"
	return tests.
		WithServiceBinding(host, cloud.Database(box)).
		WithEnvVariable(server, fmt.Sprintf("postgres://postgres@%s:%d", host, cloud.DatabasePort))
}
