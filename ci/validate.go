package main

import (
	"context"

	"dagger/slipway/internal/engineerror"
	"dagger/slipway/internal/stack"
)

// Validate checks the settings of all environments, and that the HCL of both stacks is valid.
//
// It needs neither credentials nor an emulator.
// It fails with the file and the line. How the HCL is formatted is for lint to say.
// +check
func (s *Slipway) Validate(ctx context.Context) (err error) {
	defer engineerror.Tidy(&err)
	if err := s.repository().CheckSettings(ctx); err != nil {
		return err
	}
	return stack.Validate(ctx, s.repository())
}
