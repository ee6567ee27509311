package stack

import (
	"context"
	"fmt"

	"dagger/slipway/internal/tfstate"
	"dagger/slipway/internal/toolbox"
)

// Init makes the module ready, without a plan.
func (r *Root) Init(ctx context.Context) (*Root, error) { return r.read(ctx, nil) }

// State is what the module's state holds now: nothing, where there is none.
func (r *Root) State(ctx context.Context) (tfstate.State, error) {
	if r.account != "" {
		state, err := r.target.State(ctx, r.account, r.Name)
		return state.State, err
	}
	const file = "terraform.tfstate"
	there, err := r.container.Exists(ctx, file)
	if err != nil || !there {
		return tfstate.State{}, err
	}
	text, err := toolbox.Read(ctx, r.container.File(file), "the state can't be read")
	if err != nil {
		return tfstate.State{}, err
	}
	state, err := tfstate.Read(text)
	if err != nil {
		err = fmt.Errorf("the state of the %s can't be read: %w", r.Name, err)
	}
	return state, err
}

// Refresh brings the state of some resources up to what is there: a run that was killed may have changed more than it wrote down.
// It asks about no others, because what half of a stack's values say can't be evaluated.
func (r *Root) Refresh(ctx context.Context, addresses []string, args ...string) (*Root, error) {
	if len(addresses) == 0 {
		return r, nil
	}
	return r.change(ctx, append(append(r.variables(), args...), Targets(addresses)...),
		step{105, "the state of the " + r.Name + " could not be brought up to date", `terraform apply -no-color -refresh-only -auto-approve "$@"`})
}

// Forget takes resources out of the state that are gone.
func (r *Root) Forget(ctx context.Context, addresses []string) (*Root, error) {
	return r.change(ctx, addresses,
		step{106, "what is gone could not be taken out of the state of the " + r.Name, `terraform state rm "$@"`})
}

// Targets restrict a plan to some resources, and to what they depend on.
func Targets(addresses []string) []string {
	var args []string
	for _, address := range addresses {
		args = append(args, "-target="+address)
	}
	return args
}

// ToBucket moves a state on disk into the bucket of another root of the same module, and ToDisk moves it back.
func (r *Root) ToBucket(ctx context.Context, bucket *Root) (*Root, error) {
	moved := *bucket
	moved.container = moved.withBackend(r.container)
	return moved.migrate(ctx, "the state of the "+r.Name+" could not be moved into its bucket")
}

// ToDisk moves the state out of the bucket.
func (r *Root) ToDisk(ctx context.Context) (*Root, error) {
	moved := *r
	moved.account = ""
	moved.container = moved.withBackend(r.container)
	return moved.migrate(ctx, "the state of the "+r.Name+" could not be moved out of its bucket")
}

func (r *Root) migrate(ctx context.Context, what string) (*Root, error) {
	r.ready = true // by this very step
	// An init takes no provider that is there where the lock file has no checksum of it.
	return r.change(ctx, nil, step{101, what, "cp " + checksums + " .terraform.lock.hcl && " +
		"terraform init -no-color -lockfile=readonly -migrate-state -force-copy && " + unhashed})
}
