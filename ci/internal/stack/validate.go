package stack

import (
	"context"
	"errors"
	"fmt"

	"dagger/slipway/internal/repository"
	"dagger/slipway/internal/toolbox"
)

// Memory is what Terraform takes with its provider, in GB.
const Memory = 1.0

// Validate checks that the HCL of all stacks is valid. It needs no AWS.
func Validate(ctx context.Context, repo repository.Repository) error {
	_, failures := toolbox.Parallel([]string{Bootstrap, Platform}, toolbox.Workers(Memory), func(name string) (struct{}, error) {
		_, err := toolbox.Run(ctx, initialised(repo, name), "terraform/stacks/"+name+" is not valid", "terraform", "validate", "-no-color")
		if err != nil {
			err = fmt.Errorf("%w\nMend it there, and run validate again", advised(err))
		}
		return struct{}{}, err
	})
	return errors.Join(failures...)
}
