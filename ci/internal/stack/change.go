package stack

import (
	"context"
	"errors"
	"strings"
	"time"

	"dagger/slipway/internal/advice"
	"dagger/slipway/internal/toolbox"
)

// change runs steps that change something: they are never run again by themselves, unless Terraform locked itself out before it changed
// anything. AWS had made the lock, the answer got lost, and the SDK asked again: then the lock refuses its owner
// (hashicorp/terraform's S3 backend has no other look at it).
func (r *Root) change(ctx context.Context, args []string, steps ...step) (*Root, error) {
	return r.changeSince(ctx, time.Now(), args, steps...)
}

// changeSince is change in a run of steps that began before: a lock may be of the one before this.
func (r *Root) changeSince(ctx context.Context, began time.Time, args []string, steps ...step) (*Root, error) {
	done, err := r.run(ctx, toolbox.Run, args, steps)
	if own, failed := r.lockedOut(ctx, err, began); !own {
		return done, errors.Join(err, failed)
	}
	return r.run(ctx, toolbox.Run, args, steps)
}

// lockedOut tells whether steps failed at the lock that they took themselves, and then it is gone.
func (r *Root) lockedOut(ctx context.Context, err error, began time.Time) (bool, error) {
	var failed *toolbox.CommandError
	if r.target.LockedOut == nil || r.account == "" || !errors.As(err, &failed) || !advice.Locked(failed.Output) {
		return false, nil
	}
	// Terraform calls itself by user and host, which all containers of this engine may share.
	who, err := toolbox.Output(ctx, r.once(), "Terraform's name could not be read", "sh", "-c", `printf '%s@%s' "$(id -un)" "$(hostname)"`)
	if err != nil {
		return false, err
	}
	return r.target.LockedOut(ctx, r.target.StateKey(r.Name), strings.TrimSpace(who), began)
}
