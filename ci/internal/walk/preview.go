package walk

import (
	"context"
	"errors"
	"fmt"
	"time"

	previews "dagger/slipway/internal/preview"
	"dagger/slipway/internal/runlock"
	"dagger/slipway/internal/stack"
)

// preview is what the run of a preview knows of it.
type preview struct {
	ttl     time.Duration
	record  *previews.Record // as this run writes it, nil before the plan
	before  *previews.Record // as it was, nil where there was none
	written bool
}

// AsPreview makes the way one of a preview of the environment, which lives for so long from now on. It comes before Open.
func (w *Walk) AsPreview(name string, ttl time.Duration) error {
	settings, err := w.Settings.ForPreview(name)
	if err != nil {
		return err
	}
	if err := settings.CheckPreviews(); err != nil {
		return err
	}
	w.Settings, w.preview.ttl = settings, ttl
	return nil
}

// OfPreview is the way of a preview at a target that is open for its base.
func (w *Walk) OfPreview(name string) (*Walk, error) {
	settings, err := w.Settings.ForPreview(name)
	if err != nil {
		return nil, err
	}
	target := *w.Target
	if target.Environment, err = target.ForPreview(name); err != nil {
		return nil, err
	}
	return &Walk{
		Repo: w.Repo, Settings: settings, Target: &target, Account: w.Account, Caller: w.Caller, Run: w.Run, Registry: w.Registry,
		Signer: w.Signer, Story: w.Story, progress: w.progress, services: w.services, revision: w.revision,
	}, nil
}

// Previews has the records of the environment's previews.
func (w *Walk) Previews(ctx context.Context) (*previews.Store, error) {
	client, err := w.Target.S3(ctx)
	if err != nil {
		return nil, err
	}
	return &previews.Store{API: client, Bucket: w.Target.StateBucket(w.Account)}, nil
}

// RefusePreviews refuses to take away what previews stand on. Whoever asks holds the lock of the base: a preview that is deployed
// meanwhile sees that, once it is among those that this sees.
func (w *Walk) RefusePreviews(ctx context.Context) error {
	store, err := w.Previews(ctx)
	if err != nil {
		return err
	}
	there, err := store.List(ctx)
	if err != nil {
		return err
	}
	return previews.None(w.Settings.Name, there)
}

// planPreview settles, before the first plan of a preview, what it stands on and which priorities its rules take. It reads only.
func (w *Walk) planPreview(ctx context.Context) error {
	if w.Target.Preview == "" || w.Target.PreviewVariables != "" {
		return nil
	}
	base, err := w.base(ctx)
	if err != nil {
		return err
	}
	store, err := w.Previews(ctx)
	if err != nil {
		return err
	}
	all, err := store.List(ctx)
	if err != nil {
		return err
	}
	record := previews.Record{Name: w.Target.Preview, Base: base, By: w.Caller, Run: w.Run}
	for _, r := range all {
		if r.Name == record.Name && r.Broken == nil {
			w.preview.before, record.Made, record.Priorities = &r, r.Made, r.Priorities
		}
	}
	taken := append(previews.Taken(all, record.Name), base.Taken...)
	if record.Priorities, err = previews.Priorities(record.Name, w.Settings.Paths, record.Priorities, taken); err != nil {
		return err
	}
	w.preview.record = &record
	return w.stand(record)
}

// FindPreview settles what a preview stands on that is there, by its record, or by its base where that is lost.
func (w *Walk) FindPreview(ctx context.Context, record *previews.Record) error {
	if record != nil && record.Broken == nil {
		return w.stand(*record)
	}
	base, err := w.base(ctx)
	if err != nil {
		return err
	}
	return w.stand(previews.Record{Name: w.Target.Preview, Base: base})
}

// stand has Terraform make a preview of the platform, as a record says.
func (w *Walk) stand(record previews.Record) (err error) {
	w.Target.PreviewVariables, err = record.Variables(w.Settings.Paths)
	return err
}

// base is what the base's platform gives its previews to stand on.
func (w *Walk) base(ctx context.Context) (previews.Base, error) {
	target := *w.Target
	target.Preview = ""
	state, err := target.State(ctx, w.Account, stack.Platform)
	if err != nil {
		return previews.Base{}, err
	}
	return previews.ReadBase(w.Target.Name, state.Outputs)
}

// recordPreview writes down that there is a preview, and until when: after all that can refuse the plan, and before the first change.
// What other runs did since it was planned takes it back.
func (w *Walk) recordPreview(ctx context.Context) error {
	if w.preview.record == nil || w.preview.written {
		return nil
	}
	store, err := w.Previews(ctx)
	if err != nil {
		return err
	}
	record := w.preview.record
	record.Updated = time.Now().UTC()
	record.Until = record.Updated.Add(w.preview.ttl)
	if record.Made.IsZero() {
		record.Made = record.Updated
	}
	if err := store.Write(ctx, *record); err != nil {
		return fmt.Errorf("nothing was changed: %w", err)
	}
	if err := w.alone(ctx, store); err != nil {
		return errors.Join(err, w.takeBack(context.WithoutCancel(ctx), store))
	}
	w.preview.written = true
	w.Story.Say("preview", record.Name+" lives until "+record.Until.Format("2006-01-02 15:04 UTC"))
	return nil
}

// alone refuses where another preview has a priority of this one, or the base is taken down. Both write before they look, so that of two
// runs at the same time one at least sees the other.
func (w *Walk) alone(ctx context.Context, store *previews.Store) error {
	all, err := store.List(ctx)
	if err != nil {
		return err
	}
	if err := previews.Clash(*w.preview.record, all); err != nil {
		return err
	}
	base := *w.Target
	base.Preview = ""
	client, err := w.Target.DynamoDB(ctx)
	if err != nil {
		return err
	}
	lock := &runlock.Lock{API: client, Table: base.LockTable(), Environment: base.Label(), Key: base.RunLock()}
	holder, err := lock.Holder(ctx)
	if err != nil {
		return err
	}
	return previews.Stays(base.Name, holder, time.Now())
}

// takeBack leaves the record as it was.
func (w *Walk) takeBack(ctx context.Context, store *previews.Store) error {
	if w.preview.before != nil {
		return store.Write(ctx, *w.preview.before)
	}
	return store.Remove(ctx, w.preview.record.Name)
}
