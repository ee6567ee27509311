package main

import (
	"context"

	"dagger/slipway/internal/cloud"
	"dagger/slipway/internal/dagger"
)

// Emulator is the AWS that stands in for an account.
//
// It is moto with its gaps filled, a real registry as ECR's, and load balancers that carry traffic. ECS's tasks are containers
// where --tasks and the engine allow them. It forgets everything when it stops.
//
// `dagger call emulator up` keeps one until it is interrupted. Then `--aws tcp://localhost:4566` before a verb finds what an
// earlier deploy left there, and a browser finds what was deployed at http://localhost:8080.
// +cache="never"
func (s *Slipway) Emulator(
	ctx context.Context,
	// Emulators of different names are different ones, within one session too.
	// +default="shared"
	name string,
) *dagger.Service {
	return cloud.NewEmulator(ctx, s.repository().Box, name, s.Tasks).Service()
}
