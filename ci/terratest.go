package main

import (
	"context"

	"dagger/slipway/internal/engineerror"
	"dagger/slipway/internal/terraformtest"
)

// Terratest applies both stacks to an emulator, by the Go tests of terraform/tests, and prints what passed.
//
// Apply, apply again (nothing may change), change one image, destroy (nothing may be left). It needs no account. With
// the source unchanged, the answer comes from the cache.
// +check
func (s *Slipway) Terratest(ctx context.Context) (_ string, err error) {
	defer engineerror.Tidy(&err)
	return terraformtest.RunGo(ctx, s.repository())
}
