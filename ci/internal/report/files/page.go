package files

import (
	"context"
	"strings"

	"dagger/slipway/internal/engineerror"
	"dagger/slipway/internal/picture"
	"dagger/slipway/internal/picture/draw"
	"dagger/slipway/internal/report"
	"dagger/slipway/internal/toolbox"
)

// Page is a page as HTML, with the picture of a platform in it. Where that can't be drawn the page says why: what a person needs to know is
// in the rest of it.
func Page(ctx context.Context, box toolbox.Box, page report.Page, platform picture.Platform) (string, error) {
	if !platform.Empty() {
		svg, err := drawn(ctx, box, platform)
		if err != nil {
			page.NoPicture = engineerror.Clean(err).Error()
		}
		page.Picture = []byte(svg)
	}
	var text strings.Builder
	err := page.HTML(&text)
	return text.String(), err
}

func drawn(ctx context.Context, box toolbox.Box, platform picture.Platform) (string, error) {
	file, err := draw.SVG(ctx, box, platform)
	if err != nil {
		return "", err
	}
	return file.Contents(ctx)
}
