package main

import (
	"context"

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
