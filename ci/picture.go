package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/engineerror"
	"dagger/slipway/internal/picture"
	"dagger/slipway/internal/picture/draw"
	"dagger/slipway/internal/plan"
	"dagger/slipway/internal/report"
	"dagger/slipway/internal/report/files"
)

// Picture is the platform as an SVG, and what the plan does to each part of it, in colour and in words: zones, load balancer, services and
// the data that they use. It follows its reader's light or dark, and no value of the plan is in it.
//
// plan picture -o plan.svg saves it.
func (p *Plan) Picture(ctx context.Context) (_ *dagger.File, err error) {
	defer engineerror.Tidy(&err)
	platform, err := p.platform()
	if err != nil {
		return nil, err
	}
	return draw.SVG(ctx, p.Release.Pipeline.repository().Box, platform)
}

// Report is the plan as one HTML page that opens from a disk, without a network: what would change, what of it loses data, the picture, what
// the policy found, and the images.
//
// plan report -o plan.html saves it.
func (p *Plan) Report(ctx context.Context) (_ *dagger.File, err error) {
	defer engineerror.Tidy(&err)
	platform, err := p.platform()
	if err != nil {
		return nil, err
	}
	var page report.Page
	if err := json.Unmarshal([]byte(p.Page), &page); err != nil {
		return nil, fmt.Errorf("read the plan's page: %w", err)
	}
	text, err := files.Page(ctx, p.Release.Pipeline.repository().Box, page, platform)
	if err != nil {
		return nil, err
	}
	return dag.File("plan.html", text), nil
}

func (p *Plan) platform() (platform picture.Platform, err error) {
	if err = json.Unmarshal([]byte(p.Pictured), &platform); err != nil {
		err = fmt.Errorf("read the plan's picture: %w", err)
	}
	return platform, err
}

// mermaid is the picture as Markdown, where there is something to see.
func (p *Plan) mermaid(changes plan.Summary) (string, error) {
	platform, err := p.platform()
	if err != nil || platform.Empty() || changes.Empty() {
		return "", err
	}
	var text strings.Builder
	err = platform.Markdown(&text)
	return text.String(), err
}
