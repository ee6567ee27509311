package main

import (
	"dagger/slipway/internal/cloud"
	"dagger/slipway/internal/dagger"
)

// Emulator is the AWS that stands in for an account.
//
// It is moto with its gaps filled, and a real registry as ECR's, behind one port. It forgets everything when it stops.
//
// `dagger call emulator up` keeps one until it is interrupted; then `--aws tcp://localhost:4566` before a verb finds what an
// earlier deploy left there.
// +cache="never"
func (s *Slipway) Emulator(
	// Emulators of different names are different ones, within one session too.
	// +default="shared"
	name string,
) *dagger.Service {
	return cloud.Emulator(s.repository().Box, name).AsService()
}
