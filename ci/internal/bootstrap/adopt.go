package bootstrap

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"dagger/slipway/internal/cloud"
	"dagger/slipway/internal/repository"
	"dagger/slipway/internal/stack"
	"dagger/slipway/internal/toolbox"
)

const adoptFile = "adopt.tf"

// imported is a resource that an interrupted run may have made.
type imported struct{ address, id string }

// candidates are the resources that can't be made a second time. Their settings can, so those are not imported.
func candidates(t *cloud.Target, account string) []imported {
	all := []imported{
		{"module.state.aws_s3_bucket.state", t.StateBucket(account)},
		{"module.state.aws_dynamodb_table.lock", t.LockTable()},
	}
	for _, service := range t.Services {
		all = append(all, imported{address(service), t.Repository(service)})
	}
	// The roles are in the stack where the settings have a pipeline, and in IAM under these names. GitHub's identity provider is
	// not imported: it may be another environment's.
	iam := fmt.Sprintf("arn:%s:iam::%s:policy/%s-", partition(t.Region), account, t.Project+"-"+t.Name)
	for _, role := range []string{"plan", "apply"} {
		all = append(all, imported{"module.iam[0].aws_iam_role." + role + "[0]", t.Project + "-" + t.Name + "-ci-" + role})
	}
	all = append(all, imported{"module.iam[0].aws_iam_policy.boundary[0]", iam + "workloads"})
	for _, policy := range []string{"read", "plan", "release", "network", "compute", "data", "observe", "roles", "guard"} {
		all = append(all, imported{fmt.Sprintf("module.iam[0].aws_iam_policy.ci[%q]", policy), iam + "ci-" + policy})
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
// left of the candidates exists.
func Adopt(ctx context.Context, repo repository.Repository, t *cloud.Target, account string) (*Adopted, error) {
	root := stack.OnDisk(repo, t, stack.Bootstrap)
	for left := candidates(t, account); len(left) > 0; {
		found := &Adopted{Root: root.With(adoptFile, blocks(left))}
		_, err := found.Root.Plan(ctx)
		if err == nil {
			for _, i := range left {
				found.Addresses = append(found.Addresses, i.address)
			}
			return found, nil
		}
		var failed *toolbox.CommandError
		if !errors.As(err, &failed) {
			return nil, err
		}
		there := slices.DeleteFunc(slices.Clone(left), func(i imported) bool { return missing(failed.Output, i.address) })
		if len(there) == len(left) {
			return nil, err
		}
		left = there
	}
	return &Adopted{Root: root}, nil
}

// missing reports whether Terraform says that what was to be imported to an address is not there, or that the stack has no such
// address.
func missing(output, address string) bool {
	unwrapped := strings.Join(strings.Fields(strings.NewReplacer("│", " ", "╷", " ", "╵", " ").Replace(output)), " ")
	return strings.Contains(unwrapped, "import an existing object to \""+address+"\", the provider detected that no object exists") ||
		strings.Contains(unwrapped, "The configuration for the given import target "+address+" does not exist")
}

func blocks(all []imported) string {
	var text strings.Builder
	for _, i := range all {
		fmt.Fprintf(&text, "import {\n  to = %s\n  id = %q\n}\n", i.address, i.id)
	}
	return text.String()
}
