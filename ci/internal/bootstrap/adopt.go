package bootstrap

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"dagger/slipway/internal/cloud"
	"dagger/slipway/internal/stack"
	"dagger/slipway/internal/toolbox"
)

const adoptFile = "adopt.tf"

// imported is a resource that an interrupted run may have made.
type imported struct{ address, id string }

// candidates are the resources that can't be made a second time. Their settings can, so those are not imported.
func candidates(t *cloud.Target, account string, kept []string) []imported {
	all := []imported{
		{"module.state.aws_s3_bucket.state", t.StateBucket(account)},
		{"module.state.aws_dynamodb_table.lock", t.LockTable()},
	}
	for _, service := range slices.Concat(t.Services, kept) {
		all = append(all, imported{fmt.Sprintf("module.ecr.aws_ecr_repository.this[%q]", service), t.Repository(service)})
	}
	return all
}

// adopt writes import blocks for what is there of a bootstrap without a state. Terraform itself says which resource does not
// exist; what is left exists.
func adopt(ctx context.Context, root *stack.Root, t *cloud.Target, account string, kept []string) (text string, count int, err error) {
	left := candidates(t, account, kept)
	for len(left) > 0 {
		_, err := root.With(adoptFile, blocks(left)).Plan(ctx, list("kept_repositories", kept)...)
		if err == nil {
			return blocks(left), len(left), nil
		}
		var failed *toolbox.CommandError
		if !errors.As(err, &failed) {
			return "", 0, err
		}
		there := slices.DeleteFunc(slices.Clone(left), func(i imported) bool { return missing(failed.Output, i.address) })
		if len(there) == len(left) {
			return "", 0, err
		}
		left = there
	}
	return "", 0, nil
}

// missing reports whether Terraform says that what was to be imported to an address is not there.
func missing(output, address string) bool {
	unwrapped := strings.Join(strings.Fields(strings.NewReplacer("│", " ", "╷", " ", "╵", " ").Replace(output)), " ")
	return strings.Contains(unwrapped, "import an existing object to \""+address+"\", the provider detected that no object exists")
}

func blocks(all []imported) string {
	var text strings.Builder
	for _, i := range all {
		fmt.Fprintf(&text, "import {\n  to = %s\n  id = %q\n}\n", i.address, i.id)
	}
	return text.String()
}
