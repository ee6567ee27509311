package main

import (
	"context"

	"dagger/slipway/internal/cloud"
	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/engineerror"
	"dagger/slipway/internal/rehearsal"
)

// Rehearse tells the whole story of the environment on an emulator inside the call, and prints a table of what it proved.
//
// Bootstrap and a first deploy, the same deploy again, a change of one service, a release that never serves and is rolled back, an apply that
// is cut off and its recovery, drift and its repair, a rollback by hand, a destroy. Nothing of it touches an account: an environment's
// settings are rehearsed before there is one. It takes about ten minutes, most of it waiting.
// +cache="never"
func (s *Slipway) Rehearse(ctx context.Context) (_ string, err error) {
	defer engineerror.Tidy(&err)
	r := &rehearsal.Rehearsal{Repo: s.repository(), Env: s.Env}
	return r.Run(ctx)
}

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
