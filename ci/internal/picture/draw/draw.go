// Package draw has a platform drawn, in a container. What is drawn, package picture knows.
package draw

import (
	"context"
	"strings"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/picture"
	"dagger/slipway/internal/toolbox"
)

// SVG is the picture of a platform. It follows the reader's light or dark, and brings its fonts. The same platform is drawn once.
func SVG(ctx context.Context, box toolbox.Box, platform picture.Platform) (*dagger.File, error) {
	var source strings.Builder
	_ = platform.D2(&source) // a strings.Builder takes everything
	const from, to = "/picture.d2", "/picture.svg"
	drawn, err := toolbox.Fetch(ctx, box.Base(toolbox.Terraform).
		WithFile("/usr/local/bin/d2", box.GoProgram("tools/d2", ".")).
		WithNewFile(from, source.String()),
		"the picture of the platform could not be drawn", "sh", "-euc", "d2 <"+from+" >"+to)
	if err != nil {
		return nil, err
	}
	return drawn.File(to), nil
}
