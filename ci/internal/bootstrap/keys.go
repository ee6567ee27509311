package bootstrap

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/kms"

	"dagger/slipway/internal/bootstrap/imports"
	"dagger/slipway/internal/bootstrap/lostkey"
	"dagger/slipway/internal/cloud"
	"dagger/slipway/internal/signing"
)

// keys are the stack's keys in KMS that exist, each with its alias: by the alias, or by their tags where a run was ended before it made
// that. An alias alone would have Terraform make a second key.
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
		if err == nil && id == "" {
			id, err = lost(ctx, t, name+"-"+kind)
		}
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

func lost(ctx context.Context, t *cloud.Target, name string) (string, error) {
	config, err := t.SDK(ctx)
	if err != nil {
		return "", err
	}
	return lostkey.Find(ctx, kms.NewFromConfig(config), map[string]string{"Project": t.Project, "Environment": t.Name, "Name": name})
}
