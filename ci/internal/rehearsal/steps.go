package rehearsal

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	v1 "github.com/google/go-containerregistry/pkg/v1"

	"dagger/slipway/internal/artefact"
	"dagger/slipway/internal/cloud"
	"dagger/slipway/internal/destroy"
	"dagger/slipway/internal/gate"
	"dagger/slipway/internal/ledger"
	"dagger/slipway/internal/rehearsal/seen"
	"dagger/slipway/internal/release"
	"dagger/slipway/internal/rollback"
	"dagger/slipway/internal/stack"
	"dagger/slipway/internal/teardown"
	"dagger/slipway/internal/walk"
)

func (r *Rehearsal) firstDeploy(ctx context.Context) (string, error) {
	var err error
	if r.before, err = r.things(ctx); err != nil {
		return "", err
	}
	d, err := r.deploys(ctx, nil)
	if err != nil {
		return "", err
	}
	r.first = r.serving
	return fmt.Sprintf("ECS runs the digests that were built, of %d services, and each was verified", len(r.first)), r.choose(d)
}

func (r *Rehearsal) again(ctx context.Context) (string, error) {
	before := r.serving
	d, err := r.deploys(ctx, nil)
	if err != nil {
		return "", err
	}
	if !d.Planned().Summary.Empty() {
		return "", errors.New("nothing changed, and it plans:\n" + d.Planned().Text())
	}
	return "no change is planned, and ECS deployed nothing", seen.Touched(before, r.serving, nil)
}

// labelled is a release in which the one service's image has another label, and so another digest.
func (r *Rehearsal) labelled(value string) func(context.Context, *release.Release) error {
	return r.altered(func(c *v1.Config) {
		c.Labels = maps.Clone(c.Labels)
		if c.Labels == nil {
			c.Labels = map[string]string{}
		}
		c.Labels["slipway.rehearsal"] = value
	})
}

func (r *Rehearsal) altered(change func(*v1.Config)) func(context.Context, *release.Release) error {
	return func(ctx context.Context, built *release.Release) error {
		at := slices.IndexFunc(built.Images, func(i *artefact.Image) bool { return i.Service == r.service })
		if at < 0 {
			return errNoService
		}
		other, err := built.Images[at].Altered(ctx, change)
		if err == nil {
			built.Images[at] = other
		}
		return err
	}
}

func (r *Rehearsal) change(ctx context.Context) (string, error) {
	if _, err := r.deploys(ctx, r.labelled("a change")); err != nil {
		return "", err
	}
	return fmt.Sprintf("%s runs another digest; of the other services, %d, neither image nor task definition nor ECS deployment is another one",
		r.service, len(r.serving)-len(r.sharing)), seen.Touched(r.first, r.serving, r.sharing)
}

func (r *Rehearsal) fails(ctx context.Context) (string, error) {
	before := r.serving
	_, failure := r.deploy(ctx, r.altered(func(c *v1.Config) { c.Entrypoint, c.Cmd = []string{"/slipway-rehearsal/no-such-program"}, nil }))
	var done *rollback.DoneError
	if !errors.As(failure, &done) {
		return "", fmt.Errorf("a release whose program is not there was not rolled back: %w", failure)
	}
	var err error
	if r.serving, err = r.look(ctx); err != nil {
		return "", err
	}
	return fmt.Sprintf("it ended as a failure, and ECS runs the images of release %d again, as release %d", done.Of, done.Number),
		seen.Runs(r.serving, seen.Digests(before))
}

func (r *Rehearsal) cutOff(ctx context.Context) (string, error) {
	before := r.serving
	if err := r.cut(ctx, "UpdateService", r.labelled("cut off")); err != nil {
		return "", err
	}
	holder, states, err := r.locks(ctx)
	if err != nil {
		return "", err
	}
	left := "it gave its lock back"
	if holder != nil {
		left = "it left its lock"
	}
	left += fmt.Sprintf(" and left %d of Terraform's; ", len(states))
	if _, err := r.deploys(ctx, r.labelled("after the cut")); err != nil {
		return "", fmt.Errorf("the deploy after it: %w", err)
	}
	if holder, states, err = r.locks(ctx); err == nil && (holder != nil || len(states) > 0) {
		err = fmt.Errorf("after it there are locks: %+v, %v", holder, states)
	}
	return left + "the next deploy went on without a hand, and no lock is left", errors.Join(err, seen.Touched(before, r.serving, r.sharing))
}

func (r *Rehearsal) drift(ctx context.Context) (string, error) {
	var gone string
	err := r.with(ctx, "", func(ctx context.Context, w *walk.Walk) error {
		config, err := w.Target.SDK(ctx)
		if err != nil {
			return err
		}
		client := cloudwatch.NewFromConfig(config)
		alarms, err := client.DescribeAlarms(ctx, &cloudwatch.DescribeAlarmsInput{AlarmNamePrefix: aws.String(w.Target.Project + "-" + w.Target.Name + "-" + r.service)})
		if err != nil || len(alarms.MetricAlarms) == 0 {
			return errors.Join(err, errors.New("there is no alarm to delete"))
		}
		gone = aws.ToString(alarms.MetricAlarms[0].AlarmName)
		if _, err := client.DeleteAlarms(ctx, &cloudwatch.DeleteAlarmsInput{AlarmNames: []string{gone}}); err != nil {
			return err
		}
		verdict, err := w.Drift(ctx)
		if err == nil && !slices.ContainsFunc(verdict.Refused, func(f gate.Refusal) bool { return f.Rule == "deleted" }) {
			err = fmt.Errorf("alarm %s was deleted, and drift says:\n%s", gone, verdict.Text())
		}
		return err
	})
	if err != nil {
		return "", err
	}
	if _, err := r.deploys(ctx, r.labelled("after the cut")); err != nil {
		return "", err
	}
	err = r.with(ctx, "", func(ctx context.Context, w *walk.Walk) error {
		verdict, err := w.Drift(ctx)
		return errors.Join(err, verdict.Err())
	})
	return "drift named the alarm " + gone + " that was deleted, and a deploy made it again", err
}

func (r *Rehearsal) rollback(ctx context.Context) (string, error) {
	err := r.with(ctx, string(ledger.Rollback), func(ctx context.Context, w *walk.Walk) error {
		releases, err := w.Ledger(ctx)
		if err != nil {
			return err
		}
		to, err := releases.Find(ctx, 1)
		if err != nil {
			return err
		}
		images, err := w.Back(ctx, to)
		if err != nil {
			return err
		}
		_, err = w.RollBack(ctx, images, to)
		return err
	})
	if err != nil {
		return "", err
	}
	if r.serving, err = r.look(ctx); err != nil {
		return "", err
	}
	return "ECS runs the digests of release 1 again", seen.Runs(r.serving, seen.Digests(r.first))
}

func (r *Rehearsal) destroy(ctx context.Context) (string, error) {
	var refused *teardown.UnnamedError
	var bootstrap cloud.State
	err := r.with(ctx, string(ledger.Destroy), func(ctx context.Context, w *walk.Walk) error {
		_, err := destroy.Platform(ctx, w, nil)
		if errors.As(err, &refused) {
			_, err = destroy.Platform(ctx, w, refused.Unnamed)
		}
		if err == nil {
			bootstrap, err = w.Target.State(ctx, w.Account, stack.Bootstrap)
		}
		return err
	})
	if err != nil {
		return "", err
	}
	things, err := r.things(ctx)
	if err != nil {
		return "", err
	}
	left, kept := seen.Left(things, r.before, bootstrap.State)
	if len(left) > 0 {
		return "", fmt.Errorf("these are left, and are not of the bootstrap: %v", left)
	}
	proved := "nothing is left but what the bootstrap made"
	if len(kept) > 0 {
		proved += ", and what a destroy keeps: " + seen.Count(kept)
	}
	if refused == nil {
		return proved, nil
	}
	return "it refused while it held " + strings.Join(refused.Unnamed, ", ") + "; then " + proved, nil
}
