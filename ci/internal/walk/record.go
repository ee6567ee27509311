package walk

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"dagger/slipway/internal/artefact"
	"dagger/slipway/internal/image"
	"dagger/slipway/internal/ledger"
	"dagger/slipway/internal/runlock"
	"dagger/slipway/internal/savedplan"
	"dagger/slipway/internal/verification"
)

// Change says of a change of the platform what its plan does not.
type Change struct {
	Kind     ledger.Kind
	Revision string // of the source
	// Back is the release whose images it brings back, nil where it brings new ones.
	Back       *ledger.Release
	NoRollback bool // of a release that does not serve
}

// endLimit is how long the end of an entry may take, of a call that was cancelled too.
const endLimit = 20 * time.Second

// entry is one whose first half is written.
type entry struct {
	ledger.Begin
	walk   *Walk
	ledger *ledger.Ledger
}

// Number is that of this run's release in the ledger.
func (w *Walk) Number() int { return w.number }

// Ledger is that of the environment.
func (w *Walk) Ledger(ctx context.Context) (*ledger.Ledger, error) {
	client, err := w.Target.S3(ctx)
	if err != nil {
		return nil, err
	}
	return &ledger.Ledger{API: client, Bucket: w.Target.StateBucket(w.Account), Prefix: w.Target.Releases()}, nil
}

// begin writes the first half of an entry: after all that can refuse the plan, and before anything is changed.
func (w *Walk) begin(ctx context.Context, p *Planned, change Change) (*entry, error) {
	b := ledger.Begin{Kind: change.Kind, Revision: change.Revision, Plan: p.Binding.PlanHash, Counts: p.Summary.Counts()}
	if to := change.Back; to != nil {
		b.Of, b.Revision, b.Commit = to.Number, to.Revision, to.Commit
	}
	err := Side(
		func() error {
			if change.Back == nil {
				b.Commit = w.commit(ctx)
			}
			return nil
		},
		func() (err error) {
			if b.Plan == "" {
				b.Plan, err = savedplan.Hash(ctx, w.Repo.Box, p.File)
			}
			return err
		})
	if err != nil {
		return nil, err
	}
	return w.enter(ctx, b, savedplan.Digests(p.Images))
}

// BeginDestroy writes the first half of an entry of a destroy, which End ends.
func (w *Walk) BeginDestroy(ctx context.Context) (end func(context.Context, error), err error) {
	e, err := w.enter(ctx, ledger.Begin{Kind: ledger.Destroy, Commit: w.commit(ctx)}, nil)
	if err != nil {
		return nil, err
	}
	return e.end, nil
}

func (w *Walk) enter(ctx context.Context, b ledger.Begin, digests map[string]string) (*entry, error) {
	l, err := w.Ledger(ctx)
	if err != nil {
		return nil, err
	}
	if b.Kind != ledger.Destroy {
		if err := w.recordPreview(ctx); err != nil {
			return nil, err
		}
	}
	live, interrupted, err := l.Last(ctx)
	if err == nil {
		w.interrupted(interrupted)
		b.ID, b.At, b.By, b.Run = w.Target.Call+"/"+fmt.Sprint(w.number), time.Now().UTC(), w.Caller, w.Run
		b.SetDigests(digests, live)
		b, err = l.Begin(ctx, b)
	}
	if err != nil {
		return nil, fmt.Errorf("the ledger of releases can't be used, and nothing was changed: %w", err)
	}
	w.number = b.Number
	w.Story.Say(string(b.Kind), fmt.Sprintf("is release %d", b.Number))
	if w.guard.held != nil {
		_ = w.guard.held.SetNumber(ctx, b.Number) // for people to read; a loss of the lock is told by its next beat
	}
	return &entry{b, w, l}, nil
}

// end writes the second half of an entry, whatever became of the call. Where that can't be, the entry reads "interrupted" and the summary
// says so.
func (e *entry) end(ctx context.Context, failure error) {
	end := ledger.End{Result: ledger.Succeeded}
	if failure != nil {
		end.Result, end.Reason = ledger.Failed, ledger.Line(failure.Error())
	}
	if ctx.Err() != nil && !errors.Is(failure, runlock.ErrLost) {
		end.Reason = ledger.CallEnded
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), endLimit)
	defer cancel()
	if e.Kind != ledger.Destroy {
		end.Deployments = verification.Deployments(ctx, e.walk.Target)
	}
	end.At = time.Now().UTC()
	end.Seconds, end.Waited = e.walk.Story.Lap()
	if err := e.ledger.End(ctx, e.Number, end); err != nil {
		e.walk.warn("the end of release %d is not in the ledger, where it reads \"interrupted\": %v", e.Number, err)
	}
}

// commit is the commit that is checked out, if all services were built from its files; empty where nobody can say.
func (w *Walk) commit(ctx context.Context) string {
	services, err := w.services()
	if err != nil {
		return ""
	}
	var commit string
	for _, service := range services {
		id, err := artefact.CommitOf(ctx, w.Repo, service)
		if err != nil || id == "" || commit != "" && id != commit {
			return ""
		}
		commit = id
	}
	return commit
}

// keepImages gives the images of a release that served a tag by which ECR's rules keep them, each once: an image has room for a
// thousand tags, and a release need not change it. One of a preview counts by its own numbers, and need not stay.
func (w *Walk) keepImages(ctx context.Context, b ledger.Begin) {
	if w.Target.Preview != "" {
		return
	}
	for _, service := range slices.Sorted(maps.Keys(b.Digests)) {
		repository, digest := w.Target.Repository(service), b.Digests[service]
		tags, err := w.Registry.Tags(ctx, repository, digest)
		if err == nil && !slices.ContainsFunc(tags, ledger.IsTag) {
			err = image.Tag(ctx, w.Registry.Registry, repository, digest, ledger.Tag(b.Number))
		}
		if err != nil {
			w.warn("service %s: its image has no tag that keeps it for a rollback: %v", service, err)
		}
	}
}

// Serving says in a line for each service what runs there now, and of which release it is.
func (w *Walk) Serving(ctx context.Context) []string {
	ctx = context.WithoutCancel(ctx)
	var releases []ledger.Release
	if l, err := w.Ledger(ctx); err == nil {
		if listed, err := l.List(ctx, lately, w.number); err == nil {
			releases = listed.Releases
		}
	}
	return verification.Serving(ctx, w.Target, func(service, digest string) string { return ledger.Of(releases, w.Target.ImageOf(service), digest) })
}

// lately is how many releases are looked through for the one that an image is of.
const lately = 50
