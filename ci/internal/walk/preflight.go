package walk

import (
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ecr"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/servicequotas"

	"dagger/slipway/internal/engineerror"
	"dagger/slipway/internal/preflight"
)

// Preflight refuses a plan that would fail, or whose images may not ship. All that can be known before the first change is looked at once,
// and all that is wrong is said at once.
func (w *Walk) Preflight(ctx context.Context, p *Planned) error {
	return w.preflight(ctx, func(ctx context.Context) ([]preflight.Look, error) {
		looks, err := w.looks(ctx, p)
		return append(looks, w.imagesLook(p)), err
	})
}

// admitImages is the part of it that a rollback asks which comes by itself: the release that it takes back passed the rest a moment ago,
// and the way back must not wait for what that left short.
func (w *Walk) admitImages(ctx context.Context, p *Planned) error {
	return w.preflight(ctx, func(context.Context) ([]preflight.Look, error) { return []preflight.Look{w.imagesLook(p)}, nil })
}

func (w *Walk) preflight(ctx context.Context, looks func(context.Context) ([]preflight.Look, error)) error {
	return w.Story.Step(ctx, "preflight", func(ctx context.Context) (string, error) {
		asked, err := looks(ctx)
		if err != nil {
			return "", err
		}
		report := preflight.Run(ctx, w.Settings.Label(), asked)
		if err := ctx.Err(); err != nil {
			return "", err
		}
		for _, line := range report.Unseen() {
			w.Story.Say("preflight", line)
		}
		note := report.Note()
		if w.Settings.Release.Signed {
			note += ", signatures verified"
		}
		return note, report.Err()
	})
}

// imagesLook asks whether the registry has all images, by digest, and whether each is signed as the environment demands.
func (w *Walk) imagesLook(p *Planned) preflight.Look {
	return preflight.Look{Check: "images", Gate: true, Ask: func(ctx context.Context) (string, []preflight.Wrong, error) {
		return "in the registry, by digest", nil, engineerror.Clean(w.shippable(ctx, p))
	}}
}

// looks are those at the target and at the plan. On an emulator an account's other environments are not there; on a lenient one no
// credentials end, and secrets have invented values.
func (w *Walk) looks(ctx context.Context, p *Planned) ([]preflight.Look, error) {
	plan, err := preflight.Read(p.Content, p.Saved)
	if err != nil {
		return nil, err
	}
	config, err := w.Target.SDK(ctx)
	if err != nil {
		return nil, err
	}
	state, err := w.stateLook(ctx)
	if err != nil {
		return nil, err
	}
	machines, roles, logs := ec2.NewFromConfig(config), iam.NewFromConfig(config), cloudwatchlogs.NewFromConfig(config)
	fleet := preflight.Fleet{EC2: machines, StandIn: w.Target.StandIn}
	if !w.Target.Emulator() || w.Target.StandIn {
		fleet.ECS = ecs.NewFromConfig(config)
	}
	looks := []preflight.Look{
		{Check: "account", Ask: func(context.Context) (string, []preflight.Wrong, error) {
			saw, wrong := w.expected().Judge(plan)
			return saw, wrong, nil
		}},
		state,
		{Check: "quotas", Ask: func(ctx context.Context) (string, []preflight.Wrong, error) {
			var others preflight.EC2
			if !w.Target.Emulator() {
				others = machines
			}
			return preflight.Quotas(ctx, plan, servicequotas.NewFromConfig(config), others)
		}},
		{Check: "room", Ask: func(ctx context.Context) (string, []preflight.Wrong, error) {
			if len(plan.Groups()) == 0 {
				return preflight.Shared{Cluster: ecs.NewFromConfig(config), Scaling: autoscaling.NewFromConfig(config)}.Room(ctx, plan)
			}
			return preflight.Room(ctx, plan, w.Settings.File, fleet)
		}},
		{Check: "roles", Ask: func(ctx context.Context) (string, []preflight.Wrong, error) { return preflight.Roles(ctx, plan, roles) }},
		{Check: "logs", Ask: func(ctx context.Context) (string, []preflight.Wrong, error) {
			return preflight.LogGroups(ctx, plan, logs)
		}},
		w.credentialsLook(plan),
		w.secretsLook(plan, roles, kms.NewFromConfig(config)),
	}
	if beside := plan.Beside(); !beside.Empty() {
		looks = append(looks, besideLook(beside, config, w.Target.Emulated))
	}
	return preflight.Asked(looks, w.Target.Place().Lenient()), nil
}

// besideLook asks whether what tasks start with and no release brings is there. A lenient emulator does without: it has none of the account's.
func besideLook(beside preflight.Beside, config aws.Config, emulated bool) preflight.Look {
	return preflight.Look{Check: "sidecars and files", Strict: true, Ask: func(ctx context.Context) (string, []preflight.Wrong, error) {
		objects := s3.NewFromConfig(config, func(o *s3.Options) { o.UsePathStyle = emulated })
		return beside.Check(ctx, ecr.NewFromConfig(config), objects)
	}}
}

func (w *Walk) expected() preflight.Expected {
	expected := preflight.Expected{
		File: w.Settings.File, Account: w.Settings.Account, Region: w.Settings.Region, Caller: w.Account,
	}
	if w.Target.Emulator() {
		expected.Account = "" // it has a number of its own
	}
	return expected
}

func (w *Walk) stateLook(ctx context.Context) (preflight.Look, error) {
	objects, err := w.Target.S3(ctx)
	if err != nil {
		return preflight.Look{}, err
	}
	locks, err := w.Target.DynamoDB(ctx)
	return preflight.Look{Check: "state", Ask: func(ctx context.Context) (string, []preflight.Wrong, error) {
		return preflight.Backend(ctx, w.Target.StateBucket(w.Account), w.Target.LockTable(), "dagger call --env "+w.Settings.Name+" … bootstrap plan", objects, locks)
	}}, err
}

func (w *Walk) credentialsLook(plan *preflight.Plan) preflight.Look {
	return preflight.Look{Check: "credentials", Strict: true, Ask: func(ctx context.Context) (string, []preflight.Wrong, error) {
		ends, err := w.Target.Ends(ctx)
		if err != nil {
			return "", nil, err
		}
		if ends.IsZero() {
			return "", nil, errors.New("they do not say when they end")
		}
		saw, wrong := preflight.TimeLeft(plan, ends, time.Now())
		return saw, wrong, nil
	}}
}

// secretsLook asks whether each secret that a service reads has a value, and whether the service's execution role may read it: the service
// would never start without.
func (w *Walk) secretsLook(plan *preflight.Plan, roles *iam.Client, keys *kms.Client) preflight.Look {
	return preflight.Look{Check: "secrets", Strict: true, Ask: func(ctx context.Context) (string, []preflight.Wrong, error) {
		found, unseen, err := w.secrets(ctx)
		wrong, denied := preflight.Split(err)
		barred, unasked := preflight.Readers{
			IAM: roles, Keys: keys, Account: w.Account, File: w.Settings.File, CLI: w.Target.Place().CLI(),
		}.Check(ctx, plan, found)
		return "each that a service reads has a value, and its execution role may read it", append(wrong, barred...), errors.Join(unseen, denied, unasked)
	}}
}
