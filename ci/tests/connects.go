package main

import (
	"context"
	"fmt"
	"strings"

	"dagger/tests/internal/dagger"
)

// Connects has orders call catalog by its name: a plan says that catalog is deployed first, and orders is ready, which it is once catalog
// answers it. A second plan has nothing to put first, and two services that use each other are refused.
// +check
func (t *Tests) Connects(ctx context.Context) error {
	small, err := t.small(ctx)
	if err != nil {
		return err
	}
	s := &connects{small}
	return small.tellWith(ctx, "connects", dagger.SlipwayOpts{Tasks: "auto"}, []part{
		{"a service calls another", s.calls},
		{"a plan after it", s.again},
		{"a circle", s.circle},
		{"the destroy", s.destroyed},
	})
}

type connects struct{ *Tests }

// with has orders use catalog, and a release of it must be ready; a circle has catalog use orders, too.
func (s *connects) with(ctx context.Context, circle bool) (*dagger.Directory, error) {
	const settings = "terraform/environments/local.tfvars"
	edits := [][2]string{
		{"  orders = {\n", "  orders = {\n    uses    = { services = [\"catalog\"] }\n    connect = { request_timeout = 5 }\n"},
		{`smoke        = [{ path = "/orders/openapi.yaml", contains = "openapi" }]`, `smoke        = [{ path = "/orders/readyz", contains = "catalog" }]`},
	}
	if circle {
		edits = append(edits, [2]string{"  catalog = {\n", "  catalog = {\n    uses = { services = [\"orders\"] }\n"})
	}
	source := s.Source
	for _, edit := range edits {
		edited, err := replace(ctx, source, settings, edit[0], edit[1])
		if err != nil {
			return nil, err
		}
		source = edited
	}
	return known(ctx, source), nil
}

func (s *connects) calls(ctx context.Context, aws *emulated) error {
	source, err := s.with(ctx, false)
	if err != nil {
		return err
	}
	slipway := s.at(ctx, source, aws)
	summary, err := slipway.Plan().Summary(ctx)
	if err != nil {
		return err
	}
	if err := wants(summary, "Deployed first, before those that call them: catalog"); err != nil {
		return err
	}
	said, err := slipway.Deploy(ctx)
	if err != nil {
		return err
	}
	return wants(said, "Deployed 2 services to local")
}

func (s *connects) again(ctx context.Context, aws *emulated) error {
	source, err := s.with(ctx, false)
	if err != nil {
		return err
	}
	summary, err := s.at(ctx, source, aws).Plan().Summary(ctx)
	if err != nil {
		return err
	}
	if strings.Contains(summary, "Deployed first") {
		return fmt.Errorf("a name that is there already is put first again:\n%s", summary)
	}
	return wants(summary, "Plan: no changes.")
}

func (s *connects) circle(ctx context.Context, aws *emulated) error {
	source, err := s.with(ctx, true)
	if err != nil {
		return err
	}
	_, err = s.at(ctx, source, aws).Deploy(ctx)
	return refuses(err, "catalog uses orders uses catalog", "none of them can be deployed before the others")
}

// destroyed leaves no namespace, which AWS keeps while a service is in it.
func (s *connects) destroyed(ctx context.Context, aws *emulated) error {
	source, err := s.with(ctx, false)
	if err != nil {
		return err
	}
	if _, err := s.at(ctx, source, aws).Destroy(ctx, dagger.SlipwayDestroyOpts{Everything: true}); err != nil {
		return err
	}
	return aws.wantKinds(ctx)
}
