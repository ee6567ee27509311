// Package walk leads a release through the pipeline: planned, admitted, pushed, applied, verified. Each arrow of that way is a
// function here; the verbs compose them.
package walk

import (
	"context"
	"errors"
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/ssm"
	"golang.org/x/sync/errgroup"

	"dagger/slipway/internal/artefact"
	"dagger/slipway/internal/bootstrap"
	"dagger/slipway/internal/cloud"
	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/environment"
	"dagger/slipway/internal/ownership"
	"dagger/slipway/internal/release"
	"dagger/slipway/internal/repository"
	"dagger/slipway/internal/rollout"
	"dagger/slipway/internal/scan"
	"dagger/slipway/internal/secrets"
	"dagger/slipway/internal/signing"
	"dagger/slipway/internal/story"
	"dagger/slipway/internal/toolbox"
)

// Walk is the way of one call.
type Walk struct {
	Repo     repository.Repository
	Settings environment.Environment
	Target   *cloud.Target
	Account  string
	Caller   string // who runs it, as STS says: an ARN
	Run      string // where the run can be seen; may be empty
	Registry *cloud.Registry
	Signer   *signing.Signer
	Story    *story.Story

	progress func(rollout.Event) // of the services' rollouts
	found    found
	guard    guard
	preview  preview // what a preview's run knows of it
	number   int     // of this run's release in the ledger, 0 before there is one
	backTo   int     // the release whose images a rollback by this run brought back
	notes    story.Notes

	// What is asked at several places of the way, and answered once.
	services func() ([]*repository.Service, error)
	revision func() (string, error)
}

// Begin reads the settings of an environment: what is wrong with them is said before anything else happens.
func Begin(ctx context.Context, repo repository.Repository, env string) (*Walk, error) {
	settings, err := repo.Settings(ctx, env)
	if err != nil {
		return nil, err
	}
	tell := story.New()
	w := &Walk{Repo: repo, Settings: settings, Story: tell, progress: rollout.Changes(tell.Say)}
	w.services = sync.OnceValues(func() ([]*repository.Service, error) { return repo.Of(ctx, settings) })
	w.revision = sync.OnceValues(func() (string, error) {
		services, err := w.services()
		if err != nil {
			return "", err
		}
		return repo.Hash(ctx, services)
	})
	return w, nil
}

// Open opens the target and asks whose account it is. An emulator that it starts runs tasks as said. The key is what the call signs
// with, or nil.
func (w *Walk) Open(ctx context.Context, aws *dagger.Service, credentials *dagger.Secret, tasks string, key *signing.Key) error {
	target, err := cloud.Open(ctx, w.Repo.Box, w.Settings, aws, credentials, tasks)
	if err != nil {
		return err
	}
	w.Target, w.Signer = target, signing.New(w.Repo, target, key)
	target.Tell = w.Story.Say
	group, asking := errgroup.WithContext(ctx)
	group.Go(func() error {
		who, err := target.Caller(asking)
		w.Account, w.Caller, target.Who = who.Account, who.ARN, who.ARN
		return err
	})
	group.Go(func() (err error) { w.Registry, err = target.Registry(asking); return err })
	if err := group.Wait(); err != nil {
		return err
	}
	return w.owned(ctx)
}

// owned refuses an environment whose name is another's in the account: its state would be taken for this one's. An emulator that this
// call started has met no other.
func (w *Walk) owned(ctx context.Context) error {
	if w.Target.Embedded {
		return nil
	}
	client, err := w.Target.S3(ctx)
	if err != nil {
		return err
	}
	pair := ownership.Pair{Project: w.Settings.Project, Environment: w.Settings.Name}
	return ownership.Check(ctx, client, pair, w.Account, w.Target.StateBucket(w.Account), w.Settings.File)
}

// Leave ends what Lock started.
func (w *Walk) Leave(ctx context.Context) { w.unlock(ctx) }

// Close ends what Open and Lock started, and is there after an Open that failed, too.
func (w *Walk) Close(ctx context.Context) {
	w.unlock(ctx)
	if w.Target != nil {
		w.Target.Close(ctx)
	}
}

// Bootstrap refuses where the bootstrap is due, and makes it on an emulator that is lenient.
func (w *Walk) Bootstrap(ctx context.Context) (string, error) {
	b, err := w.CheckBootstrap(ctx)
	if err != nil {
		return "", err
	}
	return w.makeBootstrap(ctx, b)
}

func (w *Walk) makeBootstrap(ctx context.Context, b *bootstrap.Bootstrap) (note string, err error) {
	err = w.Story.Waiting(func() (err error) { note, err = b.Make(ctx, w.Lock); return err })
	if b.Adopted > 0 {
		w.note("bootstrap", "adopts %d resources that an earlier run made and whose state is lost", b.Adopted)
	}
	return note, err
}

// CheckBootstrap is the first half of Bootstrap, which changes nothing.
func (w *Walk) CheckBootstrap(ctx context.Context) (*bootstrap.Bootstrap, error) {
	return bootstrap.Check(ctx, w.Repo, w.Target, w.Account)
}

// RequireBootstrap refuses where the bootstrap is due. A lenient emulator lacks it until its first deploy.
func (w *Walk) RequireBootstrap(ctx context.Context) (string, error) {
	if w.Target.Place().Lenient() {
		return "not asked: deploy and push make it on an emulator", nil
	}
	_, err := w.CheckBootstrap(ctx)
	return "is there", err
}

// secrets looks at what the services read, and names each that has no value. A lenient emulator invents one.
func (w *Walk) secrets(ctx context.Context) (found []secrets.Read, unseen, wrong error) {
	place := w.Target.Place()
	if place.Lenient() || len(w.Settings.Reads) == 0 {
		return nil, nil, nil
	}
	client, err := w.Target.SecretsManager(ctx)
	if err != nil {
		return nil, nil, err
	}
	config, err := w.Target.SDK(ctx)
	if err != nil {
		return nil, nil, err
	}
	return secrets.Reader{
		Secrets: client, Parameters: ssm.NewFromConfig(config), Place: place, Account: w.Account, Name: w.Settings.Secret,
	}.Check(ctx, w.Settings.Reads)
}

// Build builds the release of the environment.
func (w *Walk) Build(ctx context.Context) (*release.Release, error) {
	r := &release.Release{Environment: w.Settings.Name}
	services, err := w.services()
	if err != nil {
		return nil, err
	}
	err = Side(
		func() (err error) { r.Revision, err = w.revision(); return err },
		func() (err error) { r.Images, err = release.BuildAll(ctx, w.Repo.Box, services); return err })
	if err != nil {
		return nil, err // some of the images are missing
	}
	return r, nil
}

// Revision names what the services of the environment are built from.
func (w *Walk) Revision() (string, error) { return w.revision() }

// Push sends what the registry lacks of a release. SBOMs are attached where the environment demands what they are for, or when
// they are asked for.
func (w *Walk) Push(ctx context.Context, r *release.Release, sboms bool) ([]release.Pushed, error) {
	var bills release.Bills
	if sboms || w.Settings.Release.Signed || w.Settings.Release.Scan != "none" {
		bills = w.bills
	}
	return release.Push(ctx, w.Repo, w.Target, w.Registry, r, bills)
}

// Sign signs what was pushed of a release: the images and what is attached to them.
func (w *Walk) Sign(ctx context.Context, pushed []release.Pushed) ([]signing.Item, error) {
	var items []signing.Item
	for _, p := range pushed {
		items = append(items, signing.Items(w.Target, p.Image, p.Attached)...)
	}
	return w.Signer.Sign(ctx, w.Registry, items)
}

func (w *Walk) bills(ctx context.Context, image *artefact.Image) ([]artefact.Attachment, error) {
	bill, err := scan.Bill(ctx, w.Repo.Box, image)
	if err != nil {
		return nil, err
	}
	return []artefact.Attachment{
		{What: "SBOM (CycloneDX)", Type: "application/vnd.cyclonedx+json", Content: bill.CycloneDX},
		{What: "SBOM (SPDX)", Type: "application/spdx+json", Content: bill.SPDX},
	}, nil
}

// Side runs parts side by side, and returns the errors of all: a person sees all that is wrong.
func Side(parts ...func() error) error {
	_, failures := toolbox.Parallel(parts, toolbox.Unbounded, func(part func() error) (struct{}, error) { return struct{}{}, part() })
	return errors.Join(failures...)
}
