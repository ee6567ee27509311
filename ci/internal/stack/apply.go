package stack

import (
	"context"
	"errors"
	"time"

	"dagger/slipway/internal/advice"
	"dagger/slipway/internal/plan"
	"dagger/slipway/internal/toolbox"
	"dagger/slipway/internal/unsaved"
)

// Apply applies the saved plan. Where the credentials ended meanwhile and the command behind them gives fresh ones, what is left of it is
// planned and applied with these, once.
func (p *Planned) Apply(ctx context.Context) (*Root, error) { return p.ApplyUntil(ctx, nil) }

// ApplyUntil is Apply, and has Terraform end early once halt is closed.
func (p *Planned) ApplyUntil(ctx context.Context, halt <-chan struct{}) (*Root, error) {
	began := time.Now()
	done, written, failure := p.apply(ctx, began, halt)
	var command *toolbox.CommandError
	// A state that was not written knows less than there is: what is planned by it is made twice.
	if !written || !errors.As(failure, &command) || !advice.Ended(command.Output) || p.again == nil || p.account == "" || !p.target.Lasts(ctx) {
		return done, failure
	}
	rest, err := p.again(ctx, done)
	if err != nil {
		return done, errors.Join(failure, err)
	}
	if len(plan.Beyond(p.Summary, rest.Summary)) > 0 {
		return done, failure // somebody changed something meanwhile, or what is half made has to be looked at
	}
	p.target.Say("apply", "the credentials ended; it goes on with fresh ones: "+rest.Summary.Counts())
	done, _, failure = rest.apply(ctx, began, halt)
	return done, failure
}

// apply applies it, and keeps what is complete. It says whether the state has all that was made.
func (p *Planned) apply(ctx context.Context, began time.Time, halt <-chan struct{}) (done *Root, written bool, failure error) {
	done, written, failure = p.applied(ctx, began, halt)
	if failure == nil || !written {
		return done, written, failure
	}
	return done, true, both(failure, p.keepMade(ctx, began, failure))
}

// both is a failure and what failed after it. Advice that both have is said once.
func both(failure, after error) error {
	var first, second *toolbox.CommandError
	if errors.As(failure, &first) && errors.As(after, &second) && first.Advice == second.Advice {
		first.Advice = ""
	}
	return errors.Join(failure, after)
}

// applied applies it. A state that Terraform could not write is written by another exec, which has the credentials of then, and comes with the
// failure. Where that can't be either, the next run finds what was made, and adopts it.
func (p *Planned) applied(ctx context.Context, began time.Time, halt <-chan struct{}) (done *Root, written bool, failure error) {
	what := "apply of the " + p.Name + " failed"
	root, command, args, ended := p.haltable(ctx, halt)
	done, err := root.changeSince(ctx, began, args, step{104, what, unsaved.Apply(command)})
	if failed := ended(); err != nil {
		return p.Root, true, errors.Join(err, failed)
	}
	left, err := done.container.Exists(ctx, unsaved.State)
	if err != nil || !left {
		return done, true, err
	}
	output, err := toolbox.Read(ctx, done.container.File(unsaved.Errors), what)
	if err != nil {
		return done, false, err
	}
	failure = &toolbox.CommandError{What: what, ExitCode: 1, Output: string(output), Advice: advice.After(string(output), !p.target.Embedded)}
	saved, err := done.changeSince(ctx, began, nil, step{107, "nor could the state be written of the " + p.Name, unsaved.Push})
	if err != nil {
		return done, false, both(failure, err)
	}
	p.target.Say("apply", "Terraform could not write its state, and it is written now: the next run goes on from there")
	return saved, true, failure
}
