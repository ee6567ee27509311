package bootstrap

import (
	"context"

	"dagger/slipway/internal/bootstrap/imports"
	"dagger/slipway/internal/cloud"
	"dagger/slipway/internal/signing"
)

// keys are the stack's keys in KMS that exist, by their aliases, each with its alias. A key has no name by which it could be taken over
// otherwise, and an alias alone would have Terraform make a second key.
func keys(ctx context.Context, t *cloud.Target) ([]imports.Import, error) {
	name := t.Project + "-" + t.Name
	kinds := []string{"alarms"}
	if key := signing.Trusted(t.Environment); key != nil && key.KMS == "awskms:///alias/"+name+"-release" {
		kinds = append(kinds, "release")
	}
	var all []imports.Import
	for _, kind := range kinds {
		alias := "alias/" + name + "-" + kind
		id, err := t.Key(ctx, alias)
		if err != nil {
			return nil, err
		}
		all = append(all, imports.Import{Address: "aws_kms_alias." + kind + "[0]", ID: alias})
		if id != "" {
			all = append(all, imports.Import{Address: "aws_kms_key." + kind + "[0]", ID: id})
		}
	}
	return all, nil
}
