package bootstrap

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"dagger/slipway/internal/bootstrap/imports"
	"dagger/slipway/internal/cloud"
	"dagger/slipway/internal/repository"
	"dagger/slipway/internal/stack"
	"dagger/slipway/internal/toolbox"
)

const adoptFile = "adopt.tf"

// candidates are the resources that can't be made a second time. Their settings can, so those are not imported.
func candidates(t *cloud.Target, account string) []imports.Import {
	all := []imports.Import{
		{Address: "module.state.aws_s3_bucket.state", ID: t.StateBucket(account)},
		{Address: "module.state.aws_dynamodb_table.lock", ID: t.LockTable()},
	}
	for _, service := range t.Built() {
		all = append(all, imports.Import{Address: address(service), ID: t.Repository(service)})
	}
	name := t.Project + "-" + t.Name
	if !t.Pipeline {
		return all
	}
	// GitHub's identity provider is not imported: it may be another environment's.
	iam := fmt.Sprintf("arn:%s:iam::%s:policy/%s-", partition(t.Region), account, name)
	for _, role := range []string{"plan", "release", "apply"} {
		all = append(all, imports.Import{Address: "module.iam[0].aws_iam_role." + role + "[0]", ID: name + "-ci-" + role})
	}
	all = append(all, imports.Import{Address: "module.iam[0].aws_iam_policy.boundary[0]", ID: iam + "workloads"})
	for _, policy := range []string{"read", "plan", "push", "state", "network", "compute", "data", "observe", "roles", "guard"} {
		all = append(all, imports.Import{Address: fmt.Sprintf("module.iam[0].aws_iam_policy.ci[%q]", policy), ID: iam + "ci-" + policy})
	}
	return all
}

func partition(region string) string {
	switch {
	case strings.HasPrefix(region, "cn-"):
		return "aws-cn"
	case strings.HasPrefix(region, "us-gov-"):
		return "aws-us-gov"
	}
	return "aws"
}

// Adopted is the stack with its state on disk and import blocks for what is there.
type Adopted struct {
	Root *stack.Root
	// Addresses are those of the import blocks.
	Addresses []string
}

// Adopt finds what an earlier run made and whose state is lost. Terraform itself says which resource does not exist; what is
// left of the candidates exists. An emulator that this call started has met no run before.
func Adopt(ctx context.Context, repo repository.Repository, t *cloud.Target, account string) (*Adopted, error) {
	root := stack.OnDisk(repo, t, stack.Bootstrap)
	if t.Embedded {
		return &Adopted{Root: root}, nil
	}
	root, err := root.Init(ctx)
	if err != nil {
		return nil, err
	}
	kept, err := existing(ctx, t)
	if err != nil {
		return nil, err
	}
	keys, err := keys(ctx, t)
	if err != nil {
		return nil, err
	}
	for left := slices.Concat(candidates(t, account), kept.there, keys); len(left) > 0; {
		found := &Adopted{Root: root.With(adoptFile, imports.Blocks(left))}
		_, err := found.Root.Plan(ctx)
		if err == nil {
			for _, i := range left {
				found.Addresses = append(found.Addresses, i.Address)
			}
			return found, nil
		}
		var failed *toolbox.CommandError
		if !errors.As(err, &failed) {
			return nil, err
		}
		there := imports.Present(left, failed.Output)
		if len(there) == len(left) {
			return nil, err
		}
		left = there
	}
	return &Adopted{Root: root}, nil
}
