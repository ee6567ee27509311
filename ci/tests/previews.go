package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"dagger/tests/internal/dagger"
)

// Previews tells of two pull requests beside the environment that they are of: each is served at a name of its own, one goes by itself and
// one when its time has come, and nothing of the others changes.
// +check
func (t *Tests) Previews(ctx context.Context) error {
	small, err := t.small(ctx)
	if err != nil {
		return err
	}
	p := &previews{Tests: small}
	return small.tellWith(ctx, "previews", dagger.SlipwayOpts{Tasks: "auto"}, []part{
		{"nothing to stand on", p.nothing},
		{"the base", p.base},
		{"names that are none", p.names},
		{"a preview", p.first},
		{"its lock", p.locked},
		{"another, while the base is held", p.second},
		{"a destroy of the base", p.refused},
		{"one goes", p.down},
		{"one whose time has come", p.reap},
	})
}

type previews struct {
	*Tests
	before  []existing // of the base
	version string     // what the base's catalog says of itself
}

// changed is the source with another catalog.
func (p *previews) changed(release string) *dagger.Directory {
	return p.Source.WithNewFile("services/catalog/release.go", fmt.Sprintf("package main\n\nvar _ = %q\n", release))
}

func (p *previews) nothing(ctx context.Context, e *emulated) error {
	target := p.at(ctx, p.Source, e).Preview()
	_, err := target.Up(ctx, "pr-12")
	refused := refuses(err, "nothing that a preview could stand on", "deploy")
	gone, err := target.Down(ctx, "pr-12")
	unknown := errors.Join(err, wants(gone, "no preview pr-12", "preview list"))
	out, err := target.List(ctx)
	return errors.Join(refused, unknown, err, wants(out, "There are no previews."), e.wantKinds(ctx))
}

func (p *previews) base(ctx context.Context, e *emulated) (err error) {
	if _, err = p.at(ctx, p.Source, e).Deploy(ctx); err != nil {
		return err
	}
	if p.before, err = e.lasting(ctx); err != nil {
		return err
	}
	p.version, err = e.body(ctx, "/catalog/version")
	return err
}

func (p *previews) names(ctx context.Context, e *emulated) error {
	target := p.at(ctx, p.Source, e).Preview()
	var wrong []error
	for _, name := range []string{"PR_12", "pr--12", "a-name-that-is-long"} {
		_, err := target.Up(ctx, name)
		wrong = append(wrong, refuses(err, "--name is", name, "write"))
	}
	_, err := target.Up(ctx, "pr-12", dagger.SlipwayPreviewUpOpts{TTL: "10m"})
	return errors.Join(append(wrong, refuses(err, "--ttl is", "72h"))...)
}

func (p *previews) first(ctx context.Context, e *emulated) error {
	target := p.at(ctx, p.changed("pr-12"), e)
	out, err := target.Preview().Up(ctx, "pr-12")
	if err != nil {
		return err
	}
	if err := wants(out, "Deployed 2 services to local, preview pr-12", "Release 1", "http://pr-12."); err != nil {
		return err
	}
	listed, err := target.Preview().List(ctx)
	if err := errors.Join(err, wants(listed, "pr-12", "71h")); err != nil {
		return err
	}
	return p.apart(ctx, e, out, "pr-12")
}

// apart wants a preview to serve its own catalog at its own name, and the base what it served before.
func (p *previews) apart(ctx context.Context, e *emulated, summary, name string) error {
	_, host, _ := strings.Cut(summary, "http://"+name+".")
	host, _, _ = strings.Cut(host, "/")
	own, err := e.bodyOf(ctx, name+"."+host, "/catalog/version")
	if err != nil {
		return err
	}
	base, err := e.body(ctx, "/catalog/version")
	if err != nil {
		return err
	}
	if own == base || base != p.version {
		return fmt.Errorf("preview %s serves %q, and its base %q, which was %q before", name, own, base, p.version)
	}
	return nil
}

// locked holds the preview: who meets that lock is told the command that shows it, and the base's is another.
func (p *previews) locked(ctx context.Context, e *emulated) error {
	target := p.at(ctx, p.Source, e)
	lock, name := target.Lock(), "pr-12"
	if _, err := lock.Hold(ctx, "somebody looks at it", dagger.SlipwayLockHoldOpts{Preview: name}); err != nil {
		return err
	}
	_, err := target.Preview().Down(ctx, name)
	met := refuses(err, "preview pr-12 is held by", "somebody looks at it", "lock release --preview pr-12", "lock status --preview pr-12")
	shown, err := lock.Status(ctx, dagger.SlipwayLockStatusOpts{Preview: name})
	said := errors.Join(err, wants(shown, "local, preview pr-12 is held", "somebody looks at it"))
	base, err := lock.Status(ctx)
	free := errors.Join(err, wants(base, "Nobody holds environment local.\n"))
	out, err := lock.Release(ctx, dagger.SlipwayLockReleaseOpts{Preview: name})
	return errors.Join(met, said, free, err, wants(out, "Released: the lock of", "somebody looks at it"))
}

// second holds the base for maintenance meanwhile: a preview has a lock of its own.
func (p *previews) second(ctx context.Context, e *emulated) error {
	target := p.at(ctx, p.changed("pr-13"), e)
	if _, err := target.Lock().Hold(ctx, "nobody but previews"); err != nil {
		return err
	}
	out, err := target.Preview().Up(ctx, "pr-13", dagger.SlipwayPreviewUpOpts{TTL: "1h"})
	_, released := target.Lock().Release(ctx)
	if err := errors.Join(err, released, wants(out, "preview pr-13")); err != nil {
		return err
	}
	return p.apart(ctx, e, out, "pr-13")
}

func (p *previews) refused(ctx context.Context, e *emulated) error {
	before, err := e.resources(ctx)
	if err != nil {
		return err
	}
	_, err = p.at(ctx, p.Source, e).Destroy(ctx)
	if err := refuses(err, "2 previews", "preview down --name pr-12", "preview down --name pr-13"); err != nil {
		return err
	}
	after, err := e.resources(ctx)
	if err == nil && !slices.Equal(before, after) {
		err = errors.New("a refused destroy changed something")
	}
	return err
}

// down and reap come with the base's source, as a scheduled job has it.
func (p *previews) down(ctx context.Context, e *emulated) error {
	out, err := p.at(ctx, p.Source, e).Preview().Down(ctx, "pr-13")
	if err := errors.Join(err, wants(out, "Destroyed the platform of local, preview pr-13")); err != nil {
		return err
	}
	return e.lacks(ctx, "pr-13")
}

func (p *previews) reap(ctx context.Context, e *emulated) error {
	target := p.at(ctx, p.Source, e).Preview()
	out, err := target.Reap(ctx)
	if err := errors.Join(err, wants(out, "Left: pr-12, until")); err != nil {
		return err
	}
	const record = "platform/previews/pr-12/preview.json"
	if err := e.age(ctx, record); err != nil {
		return err
	}
	if err := e.putObject(ctx, stateBucket, "platform/previews/bad/preview.json"); err != nil { // "{}", which has no name
		return err
	}
	_, err = target.Reap(ctx)
	if err := refuses(err, "preview bad", "Destroyed the platform of local, preview pr-12", "1 of 2 previews"); err != nil {
		return err
	}
	if _, err := target.Down(ctx, "bad"); err != nil {
		return err
	}
	out, err = target.Reap(ctx)
	if err := errors.Join(err, wants(out, "There are no previews.")); err != nil {
		return err
	}
	after, err := e.lasting(ctx)
	if err == nil && !slices.Equal(p.before, after) {
		err = fmt.Errorf("of previews that are gone something stays, or something of their base went: before %v, after %v", p.before, after)
	}
	return err
}
