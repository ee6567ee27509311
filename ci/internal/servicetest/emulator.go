package servicetest

import (
	"context"
	"fmt"

	"dagger/slipway/internal/cloud"
	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/toolbox"
)

// endpoint is the variable that tells tests where the emulator answers.
const endpoint = "SLIPWAY_TEST_ENDPOINT"

// withEmulator has an emulator of AWS answer the tests that ask for one by `test: {emulator: true}`. It starts with the tests, and so
// not at all where the cache answers for them; its name is always the same, or no cache would. Services' tests share it, so each
// makes what it needs under a name that it draws. Nothing runs in it: a test wants tables, buckets and queues.
func (s *subject) withEmulator(ctx context.Context, box toolbox.Box, tests *dagger.Container) *dagger.Container {
	if s.service == nil || !s.service.Settings.Test.Emulator {
		return tests
	}
	const host = "aws"
	return tests.
		WithServiceBinding(host, cloud.NewEmulator(ctx, box, "tests", cloud.SimulatedTasks).Service()).
		WithEnvVariable(endpoint, fmt.Sprintf("http://%s:%d", host, cloud.EmulatorPort))
}
