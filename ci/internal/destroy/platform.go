// Package destroy takes an environment down. It never creates anything, and goes on where an interrupted run ended.
package destroy

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"dagger/slipway/internal/cloud"
	"dagger/slipway/internal/plan"
	"dagger/slipway/internal/stack"
	"dagger/slipway/internal/teardown"
	"dagger/slipway/internal/tfstate"
	"dagger/slipway/internal/walk"
)

// unprotected are the settings for a destroy. Terraform takes the last word on a variable, so they come last.
var unprotected = []string{"-var=deletion_protection=false"}

// Platform destroys the platform, if all data in it is named.
func Platform(ctx context.Context, w *walk.Walk, data []string) (string, error) {
	images, err := stack.Placeholders(w.Settings) // a destroy needs only to be told of some
	if err != nil {
		return "", err
	}
	root := stack.Open(w.Repo, w.Target, stack.Platform, w.Account).With(stack.ImagesFile, images)
	before, err := root.State(ctx)
	if err != nil {
		return "", err
	}
	state := teardown.Of(before)
	holders, err := withData(ctx, w.Target, state.Holders)
	if err != nil {
		return "", err
	}
	if w.Target.Preview == "" { // a preview's data goes with it
		if err := teardown.Permit(w.Target.Name, w.Target.Project+"-"+w.Target.Name, holders, data); err != nil {
			return "", err
		}
	}
	if state.Resources == 0 {
		return "The platform of " + w.Target.Label() + " is not there.\n", nil
	}
	end, err := w.BeginDestroy(ctx)
	if err != nil {
		return "", err
	}
	text, err := platform(ctx, w, root, before, holders)
	end(ctx, err)
	return text, err
}

// platform destroys what is there, once it may.
func platform(ctx context.Context, w *walk.Walk, root *stack.Root, before tfstate.State, holders []teardown.Holder) (string, error) {
	state := teardown.Of(before)
	count := state.Resources
	root, err := forgetGone(ctx, w, root, before)
	if err != nil {
		return "", err
	}
	if state, err = held(ctx, root); err != nil {
		return "", err
	}
	// What is gone without a word in the state would be planned as to be created.
	if root, err = root.Refresh(ctx, state.Guarded, unprotected...); err != nil {
		return "", err
	}
	if state, err = held(ctx, root); err != nil {
		return "", err
	}
	if root, err = unprotect(ctx, root, state.Guarded, unprotected); err != nil {
		return "", err
	}
	if state, err = held(ctx, root); err != nil {
		return "", err
	}
	if err := w.Story.Waiting(func() error { return all(ctx, root, "the platform", nil, unprotected) }); err != nil {
		return "", err
	}
	var text strings.Builder
	fmt.Fprintf(&text, "Destroyed the platform of %s: %d resources.\n", w.Target.Label(), count)
	for _, h := range holders {
		fmt.Fprintf(&text, "  gone: %s\n", h.Word)
	}
	for _, h := range state.Holders {
		if h.Snapshot != "" {
			fmt.Fprintf(&text, "  kept: the final snapshot %s of %s\n", h.Snapshot, h.Word)
		}
	}
	return text.String(), nil
}

// unprotect lifts the protection of what is in the state, and of nothing else: it must not change what is there into what this
// source says, so only changes in place are taken. Without anything to unprotect there is nothing to plan: a plan without
// targets would be one of the whole stack.
func unprotect(ctx context.Context, root *stack.Root, guarded, args []string) (*stack.Root, error) {
	if len(guarded) == 0 {
		return root, nil
	}
	planned, err := root.Plan(ctx, slices.Concat(args, stack.Targets(guarded))...)
	if err != nil {
		return nil, err
	}
	for _, change := range planned.Summary.Changes {
		if other := beyondProtection(change); other != "" {
			return nil, fmt.Errorf("the protections could not be lifted: this source would %s %s, so it is not the one that was deployed, or something was "+
				"changed by hand: run destroy from the deployed revision; nothing was destroyed", other, change.Address)
		}
	}
	if planned.Summary.Empty() {
		return planned.Root, nil
	}
	return planned.Apply(ctx)
}

// untold are attributes of secrets and keys that AWS does not tell: what was adopted gets them from the settings.
var untold = []string{"bypass_policy_lockout_safety_check", "deletion_window_in_days", "force_overwrite_replica_secret", "recovery_window_in_days"}

// beyondProtection says what a change does besides lifting a protection; empty is nothing.
func beyondProtection(change plan.Change) string {
	switch change.Action {
	case plan.Import, plan.Move:
		return ""
	case plan.Update:
		for _, attribute := range change.Attributes {
			if _, known := teardown.Protections[attribute]; !known && !slices.Contains(untold, attribute) {
				return "change " + attribute + " of"
			}
		}
		return ""
	}
	return string(change.Action)
}

// held is what a destroy must know of the state as it is now.
func held(ctx context.Context, root *stack.Root) (teardown.Stack, error) {
	state, err := root.State(ctx)
	return teardown.Of(state), err
}

// all destroys what the state holds, or of that some parts, which are modules or addresses, and makes sure that nothing of it is left.
func all(ctx context.Context, root *stack.Root, name string, parts, args []string) error {
	// It looks at what is there: not all that a killed run deleted can be deleted once more.
	planned, err := root.Plan(ctx, slices.Concat([]string{"-destroy"}, args, stack.Targets(parts))...)
	if err != nil {
		return err
	}
	for _, change := range planned.Summary.Changes {
		if change.Action != plan.Delete && change.Action != plan.Forget {
			return fmt.Errorf("the destroy of %s would %s %s, so this source is not the one that was deployed: run destroy from the deployed revision; nothing was destroyed", name, change.Action, change.Address)
		}
	}
	done, err := planned.Apply(ctx)
	if err != nil {
		return fmt.Errorf("the destroy of %s ended half-way, and goes on from there when it is run again: %w", name, err)
	}
	state, err := done.State(ctx)
	left := slices.DeleteFunc(state.Resources, func(r tfstate.Resource) bool {
		return len(parts) > 0 && !slices.Contains(parts, r.Module) && !slices.Contains(parts, r.Address)
	})
	if err == nil && len(left) > 0 {
		err = fmt.Errorf("the destroy of %s left %d resources in the state: run it again", name, len(left))
	}
	return err
}

// withData leaves out the buckets that are empty.
func withData(ctx context.Context, t *cloud.Target, holders []teardown.Holder) ([]teardown.Holder, error) {
	var full []teardown.Holder
	for _, h := range holders {
		if h.Bucket != "" {
			holds, err := t.HasObjects(ctx, h.Bucket)
			if err != nil {
				return nil, err
			}
			if !holds {
				continue
			}
		}
		full = append(full, h)
	}
	return full, nil
}
