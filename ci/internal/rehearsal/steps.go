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
	"dagger/slipway/internal/destroy"
	"dagger/slipway/internal/gate"
	"dagger/slipway/internal/ledger"
	"dagger/slipway/internal/release"
	"dagger/slipway/internal/rollback"
	"dagger/slipway/internal/teardown"
	"dagger/slipway/internal/walk"
)

func (r *Rehearsal) firstDeploy(ctx context.Context) (string, error) {
	if _, err := r.deploys(ctx, nil); err != nil {
		return "", err
	}
	if len(r.asked) == 0 {
		return "", errNoService
	}
	r.first, r.service = r.serving, slices.Min(r.asked)
	return fmt.Sprintf("%d services serve the digests that were built", len(r.first)), nil
}

func (r *Rehearsal) again(ctx context.Context) (string, error) {
	d, err := r.deploys(ctx, nil)
	if err != nil {
		return "", err
	}
	if !d.Planned().Summary.Empty() {
		return "", errors.New("nothing changed, and it plans:\n" + d.Planned().Text())
	}
	return "no change is planned, and none is made", nil
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
	return r.service + " has another digest, and no other service was touched", r.changed(r.first, r.service)
}

// changed wants the digests that serve to be others than before of these services, and of no others.
func (r *Rehearsal) changed(before map[string]string, services ...string) error {
	for name, digest := range r.serving {
		if (before[name] != digest) != slices.Contains(services, name) {
			return fmt.Errorf("service %s serves %s, and served %s before", name, digest, before[name])
		}
	}
	return nil
}

func (r *Rehearsal) fails(ctx context.Context) (string, error) {
	before := r.serving
	_, failure := r.deploy(ctx, r.altered(func(c *v1.Config) { c.Entrypoint, c.Cmd = []string{"/slipway-rehearsal/no-such-program"}, nil }))
	var done *rollback.DoneError
	if !errors.As(failure, &done) {
		return "", fmt.Errorf("a release whose program is not there was not rolled back: %w", failure)
	}
	var err error
	if r.serving, err = r.digests(ctx); err != nil {
		return "", err
	}
	return fmt.Sprintf("it ended as a failure, and release %d has the images of release %d again", done.Number, done.Of), r.changed(before)
}

func (r *Rehearsal) cutOff(ctx context.Context) (string, error) {
	before := r.serving
	if err := r.cut(ctx, "UpdateService", r.labelled("cut off")); err != nil {
		return "", err
	}
	if _, err := r.deploys(ctx, r.labelled("after the cut")); err != nil {
		return "", fmt.Errorf("the deploy after it: %w", err)
	}
	return "the next deploy took its locks over and went on, without a hand", r.changed(before, r.service)
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
	if r.serving, err = r.digests(ctx); err != nil {
		return "", err
	}
	return "the digests of release 1 serve again", r.changed(r.first)
}

func (r *Rehearsal) destroy(ctx context.Context) (string, error) {
	var refused *teardown.UnnamedError
	err := r.with(ctx, string(ledger.Destroy), func(ctx context.Context, w *walk.Walk) error {
		_, err := destroy.Platform(ctx, w, nil)
		if !errors.As(err, &refused) {
			return err
		}
		_, err = destroy.Platform(ctx, w, refused.Unnamed)
		return err
	})
	if err != nil {
		return "", err
	}
	left, err := r.left(ctx)
	if err == nil && len(left) > 0 {
		err = fmt.Errorf("these are left: %v", left)
	}
	if refused == nil {
		return "nothing of the platform is left", err
	}
	return "it refused while it held " + strings.Join(refused.Unnamed, ", ") + ", and then left nothing of the platform", err
}
