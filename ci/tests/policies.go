package main

import (
	"context"
	"fmt"
	"time"

	"dagger/tests/internal/dagger"
)

// Policies gives an environment settings that it must not have, and reads what each refusal says to write instead.
//
// Some are refused by the HCL's own validation, some by the policy; a finding is then allowed, and the allowance expires.
// +check
func (t *Tests) Policies(ctx context.Context) error {
	for _, bad := range []struct {
		name, file, from, to string
		says                 []string
	}{
		{"a network too small", "prod", `"10.20.0.0/16"`, `"10.20.0.0/27"`, []string{`cidr is "10.20.0.0/27"`, "Write a prefix length"}},
		{"one zone", "prod", "interface_endpoints =", "az_count = 1\n  interface_endpoints =", []string{"az_count", "write"}},
		{"no task", "local", "count       = 2", "count       = 0", []string{"catalog", "at least 2"}},
		{"a delay too short", "prod", "log_retention_days = 90", "log_retention_days = 90\n    deregistration_delay = 5",
			[]string{"deregistration_delay", "stop_timeout", "write"}},
	} {
		source, err := replace(ctx, t.Source, "terraform/environments/"+bad.file+".tfvars", bad.from, bad.to)
		if err != nil {
			return err
		}
		_, err = t.slipway(ctx, source).Policy(ctx, dagger.SlipwayPolicyOpts{Only: bad.file})
		if err := refuses(err, bad.says...); err != nil {
			return fmt.Errorf("%s: %w", bad.name, err)
		}
	}
	return t.allowances(ctx)
}

// allowances has one NAT gateway for two zones in prod: refused, allowed with a reason, and refused again.
func (t *Tests) allowances(ctx context.Context) error {
	cheap, err := replace(ctx, t.Source, "terraform/environments/prod.tfvars", "interface_endpoints =", "single_nat_gateway = true\n  interface_endpoints =")
	if err != nil {
		return err
	}
	ask := func(expires string) (string, error) {
		source := cheap
		if expires != "" {
			source = cheap.WithNewFile(".slipway.yaml", "allowances:\n"+
				"  - {gate: policy, rule: nat-per-zone, environment: prod, reason: traffic stays inside for now, expires: "+expires+"}\n")
		}
		return t.slipway(ctx, source).Policy(ctx, dagger.SlipwayPolicyOpts{Only: "prod"})
	}
	_, err = ask("")
	if err := refuses(err, "nat-per-zone", "why:", "fix:", "single_nat_gateway"); err != nil {
		return fmt.Errorf("one NAT gateway for two zones: %w", err)
	}
	out, err := ask(time.Now().AddDate(0, 1, 0).Format(time.DateOnly))
	if err != nil {
		return fmt.Errorf("an allowed finding: %w", err)
	}
	if err := wants(out, "allowed until", "traffic stays inside for now"); err != nil {
		return err
	}
	_, err = ask("2026-01-31")
	if err := refuses(err, "nat-per-zone", "It was allowed until 2026-01-31", "expired on 2026-01-31"); err != nil {
		return fmt.Errorf("an expired allowance: %w", err)
	}
	return nil
}
