package walk

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"dagger/slipway/internal/ledger"
	"dagger/slipway/internal/plan"
	"dagger/slipway/internal/stack"
	"dagger/slipway/internal/task"
)

// BeforeError is a task that had to run before the services of a release move, and failed.
type BeforeError struct {
	Service string
	Err     error
}

func (e *BeforeError) Error() string {
	return fmt.Sprintf("no service was moved: %v\nMend it and run deploy again, which runs it again", e.Err)
}

func (e *BeforeError) Unwrap() error { return e.Err }

// before runs what must have run before any service moves, and gives what is left to apply of a plan. First all that these tasks need
// is applied, as a part of the plan in which no service is: a first deploy has no cluster yet, and a new image no task definition. What takes
// minutes and moves nothing is made beside it.
// A rollback runs nothing: what a migration did, an older image does not undo.
func (w *Walk) before(ctx context.Context, p *Planned, kind ledger.Kind) (*Planned, error) {
	due := p.Summary.Before
	if len(due) == 0 || kind == ledger.Rollback {
		return p, nil
	}
	began := time.Now()
	err := w.Story.Step(ctx, "before", func(ctx context.Context) (string, error) {
		addresses := p.Summary.Ahead()
		for _, b := range due {
			addresses = append(addresses, b.Ready())
		}
		if err := w.part(ctx, p, "before", "applies what its tasks need", addresses); err != nil {
			return "", err
		}
		state, err := w.Target.State(ctx, w.Account, stack.Platform)
		if err != nil {
			return "", err
		}
		var notes []string
		for i, b := range due {
			place, err := task.OfState(state.State, b.Ready())
			if err != nil {
				return "", err
			}
			took, err := w.runBefore(ctx, b, place, fmt.Sprintf("%s-before-%d-%d", w.Target.Call, w.number, i))
			if err != nil {
				return "", &BeforeError{Service: b.Service, Err: err}
			}
			notes = append(notes, fmt.Sprintf("%s: exit code 0 after %.0f s", b.Service, took.Seconds()))
		}
		if w.TasksSimulated() {
			notes = append(notes, "simulated: no container ran")
		}
		return strings.Join(notes, ", "), nil
	})
	if err != nil {
		return p, err
	}
	rest, err := w.PlanImages(ctx, p.Images)
	if err != nil {
		return p, fmt.Errorf("plan what is left, once before ran; no service was moved: %w", err)
	}
	if err := within("before", p.Summary, rest.Summary); err != nil {
		return p, err
	}
	rest.Reviewed, rest.began = p, began
	return rest, nil
}

// part applies a part of a plan: some resources, and what these need.
func (w *Walk) part(ctx context.Context, p *Planned, step, says string, addresses []string) error {
	first, err := w.planPart(ctx, p, step, stack.Targets(addresses))
	if err != nil || first.Summary.Empty() {
		return err
	}
	w.Story.Say(step, says+": "+first.Summary.Counts())
	return w.applying(ctx, first)
}

// planPart plans a part of a plan, and refuses it where it does what the whole does not.
func (w *Walk) planPart(ctx context.Context, p *Planned, step string, args []string) (*stack.Planned, error) {
	images, err := imagesFile(p.Images)
	if err != nil {
		return nil, err
	}
	first, err := stack.Open(w.Repo, w.Target, stack.Platform, w.Account).With(stack.ImagesFile, images).Plan(ctx, args...)
	if err != nil {
		return nil, err
	}
	if first, err = w.adopted(ctx, first, args...); err != nil {
		return nil, err
	}
	return first, within(step, p.Summary, first.Summary)
}

// within refuses a plan that does what the reviewed one does not: nothing changes before it was planned.
func within(step string, reviewed, part plan.Summary) error {
	more := plan.Beyond(reviewed, part)
	if len(more) == 0 {
		return nil
	}
	var lines strings.Builder
	for _, c := range more {
		fmt.Fprintf(&lines, "\n  %s %s %s", c.Action, c.Address, c.Describe())
	}
	return fmt.Errorf("the plan of the step %s has changes that the reviewed plan does not have, and none of it was applied; somebody may have "+
		"changed them meanwhile, so run deploy, or plan and apply, again:%s", step, lines.String())
}

// runBefore runs one task to its end, or to the end of its time.
func (w *Walk) runBefore(ctx context.Context, b plan.Before, place task.Place, token string) (time.Duration, error) {
	config, err := w.Target.SDK(ctx)
	if err != nil {
		return 0, err
	}
	limit, err := time.ParseDuration(b.Timeout)
	if err != nil {
		return 0, fmt.Errorf("before.timeout is %q: write a number with s, m or h, for example 10m", b.Timeout)
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	clients := task.Clients{ECS: ecs.NewFromConfig(config), Logs: cloudwatchlogs.NewFromConfig(config)}
	run := task.Run{Place: place, Name: b.Service, Token: token, Region: w.region()}
	var done *task.Ended
	err = w.Story.Waiting(func() (err error) {
		if err := task.Alone(ctx, clients, place, func(line string) { w.Story.Say("before", b.Service+" "+line) }); err != nil {
			return err
		}
		w.Story.Say("before", b.Service+" runs "+strings.Join(b.Command, " "))
		done, err = task.Do(ctx, clients, run, func(line string) { w.Story.Say("before", b.Service+" | "+line) })
		return err
	})
	if err != nil {
		return 0, err
	}
	return done.Took, nil
}
