// The tests of the module slipway: each calls its verbs through a real engine.
package main

import (
	"context"
	"fmt"
	"strings"

	"dagger/tests/internal/dagger"
)

// Tests of the module slipway.
type Tests struct {
	// +private
	Source *dagger.Directory
}

// New takes the repository whose services and infrastructure the tests deploy.
func New(
	// +defaultPath="/"
	// +ignore=["**/.terraform", "**/*.tfplan"]
	source *dagger.Directory,
) *Tests {
	return &Tests{Source: source}
}

// Hello
// +check
func (t *Tests) Hello(ctx context.Context) error {
	out, err := dag.Slipway(dagger.SlipwayOpts{Source: t.Source}).Services(ctx)
	if err != nil {
		return err
	}
	if !strings.Contains(out, "catalog") {
		return fmt.Errorf("got %s", out)
	}
	return nil
}
