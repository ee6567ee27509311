package gotest

import (
	"fmt"
	"io"

	"golang.org/x/tools/cover"
)

// Coverage is the part of the statements that the tests ran, in percent, of what `go test -coverprofile` wrote. A statement
// that two packages' tests ran counts once.
func Coverage(profile io.Reader) (float64, error) {
	profiles, err := cover.ParseProfilesFromReader(profile)
	if err != nil {
		return 0, fmt.Errorf("read the coverage profile: %w", err)
	}
	total, ran := 0, 0
	for _, p := range profiles {
		for _, b := range p.Blocks {
			total += b.NumStmt
			if b.Count > 0 {
				ran += b.NumStmt
			}
		}
	}
	if total == 0 {
		return 0, nil
	}
	return 100 * float64(ran) / float64(total), nil
}
