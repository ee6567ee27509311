package main

import (
	"context"
	"errors"
	"fmt"

	"dagger/tests/internal/dagger"
)

// Ledgers tells of releases: one that serves, one that does not and is taken back, one that a person takes back. Then of two runs at
// once, of maintenance, and of a run that was killed.
// +check
func (t *Tests) Ledgers(ctx context.Context) error {
	small, err := t.small(ctx)
	if err != nil {
		return err
	}
	l := &ledgers{Tests: small}
	return small.tellWith(ctx, "ledgers", dagger.SlipwayOpts{Tasks: "auto"}, []part{
		{"no release", l.none},
		{"a release that serves", l.first},
		{"a release that exits", underLoad(small.fails("os.Exit(3)", "Essential container in task exited",
			"Release 2 was rolled back: release 3 has the images of release 1, and serves", "the images of release 1 serve again", "SERVES NOW", "(release 3)"))},
		{"what serves after it", l.serves("release 1")},
		{"the list", l.list},
		{"a rollback by hand", l.byHand},
		{"two runs at once", l.atOnce},
		{"two runs in the same moment", l.race},
		{"maintenance", l.maintenance},
		{"a dead run", l.dead},
		{"a run that was ended", l.ended},
	})
}

type ledgers struct {
	*Tests
	served map[string]string // what the catalog says at its version path, by release
}

// ciRun is where these calls say that they can be seen.
const ciRun = "https://ci.example/7"

func (l *ledgers) at(ctx context.Context, source *dagger.Directory, aws *emulated) *dagger.Slipway {
	return l.with(ctx, source, dagger.SlipwayOpts{Aws: aws.service, Credentials: plantedAccount(), Run: ciRun})
}

// changed is the source with another catalog.
func (l *ledgers) changed(release string) *dagger.Directory {
	return l.Source.WithNewFile("services/catalog/release.go", fmt.Sprintf("package main\n\nvar _ = %q\n", release))
}

func (l *ledgers) none(ctx context.Context, aws *emulated) error {
	slipway := l.at(ctx, l.Source, aws)
	out, err := slipway.Releases(ctx)
	if err != nil {
		return err
	}
	if err := wants(out, "No releases."); err != nil {
		return err
	}
	_, err = slipway.Rollback(ctx)
	if err := refuses(err, "no release has succeeded yet", "nothing was changed"); err != nil {
		return err
	}
	out, err = slipway.Lock().Release(ctx)
	return errors.Join(err, wants(out, "Nothing to release"))
}

func (l *ledgers) first(ctx context.Context, aws *emulated) error {
	out, err := l.at(ctx, l.Source, aws).Deploy(ctx)
	if err != nil {
		return err
	}
	if err := wants(out, "Release 1, revision ", "Deployed 2 services to local"); err != nil {
		return err
	}
	version, err := aws.body(ctx, versionPath)
	l.served = map[string]string{"release 1": version}
	return err
}

// serves fails unless the catalog says what it said in an earlier release.
func (l *ledgers) serves(release string) func(context.Context, *emulated) error {
	return func(ctx context.Context, aws *emulated) error {
		version, err := aws.body(ctx, versionPath)
		if err == nil && version != l.served[release] {
			err = fmt.Errorf("the catalog says %q, and said %q in %s", version, l.served[release], release)
		}
		return err
	}
}

func (l *ledgers) byHand(ctx context.Context, aws *emulated) error {
	if _, err := l.at(ctx, l.changed("another"), aws).Deploy(ctx); err != nil { // release 4
		return err
	}
	version, err := aws.body(ctx, versionPath)
	if err != nil || version == l.served["release 1"] {
		return errors.Join(err, errors.New("the catalog is the first one still"))
	}
	if err := l.kept(ctx, aws, 1, 4); err != nil {
		return err
	}
	slipway := l.at(ctx, l.Source, aws)
	_, err = slipway.Rollback(ctx, dagger.SlipwayRollbackOpts{To: 99})
	if err := refuses(err, "there is no release 99", "the nearest that succeeded are 1, 3, 4", "nothing was changed"); err != nil {
		return err
	}
	_, err = slipway.Rollback(ctx, dagger.SlipwayRollbackOpts{To: 2})
	if err := refuses(err, "release 2 is no release to go back to: deploy, failed"); err != nil {
		return err
	}
	var out string
	err = aws.load(ctx, func() (err error) {
		out, err = slipway.Rollback(ctx, dagger.SlipwayRollbackOpts{To: 1})
		return err
	}, version, l.served["release 1"])
	if err != nil {
		return err
	}
	if err := wants(out, "Rolled back to release 1 of ", "catalog: sha256:", "goes back", "orders: sha256:", "as it is", "Only images go back", "check out the source", "(release 1, "+ciRun+")", "as release 5."); err != nil {
		return err
	}
	return l.serves("release 1")(ctx, aws)
}
