package main

import (
	"context"

	stacks "dagger/slipway/internal/stack"
)

// Validate checks that the HCL of both stacks is valid. It needs neither credentials nor an emulator.
//
// It fails with the file and the line. How the HCL is formatted is for lint to say.
// +check
func (s *Slipway) Validate(ctx context.Context) error { return stacks.Validate(ctx, s.repository()) }
