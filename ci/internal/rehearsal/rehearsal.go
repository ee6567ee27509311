// Package rehearsal tells the whole story of an environment on an emulator in one call: releases that serve, one that does not, an apply
// that is cut off, drift, the way back, the end.
package rehearsal

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"dagger/slipway/internal/cloud"
	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/rehearsal/seen"
	"dagger/slipway/internal/release"
	"dagger/slipway/internal/report/table"
	"dagger/slipway/internal/repository"
	"dagger/slipway/internal/savedplan"
	"dagger/slipway/internal/scan"
	"dagger/slipway/internal/toolbox"
	"dagger/slipway/internal/walk"
)

// Rehearsal is one, and what it came to know.
type Rehearsal struct {
	Repo repository.Repository
	Env  string

	aws      *dagger.Service
	endpoint string
	before   []seen.Thing            // what the emulator had at first
	first    map[string]seen.Service // as release 1 ran
	serving  map[string]seen.Service // as the last release that served ran
	asked    []string                // of these, those with an image of their own that answer requests: a release that fails is tried on one
	service  string                  // that changes
	sharing  []string                // it, and those with the same image
	leftOut  []string                // what these settings demand, and no rehearsal does
}

// step is a part of the story. It returns what it proved.
type step struct {
	name string
	tell func(context.Context) (string, error)
}

// Run tells the story, and returns a table of what it proved. The first step that fails ends it.
func (r *Rehearsal) Run(ctx context.Context) (string, error) {
	if _, err := r.Repo.Settings(ctx, r.Env); err != nil { // before a minute's wait for the emulator
		return "", err
	}
	aws, err := cloud.NewEmulator(ctx, r.Repo.Box, "rehearsal-"+toolbox.CallID(), cloud.AutoTasks).Service().Start(ctx)
	if err != nil {
		return "", fmt.Errorf("start the emulator: %w", err)
	}
	defer func() { _, _ = aws.Stop(context.WithoutCancel(ctx), dagger.ServiceStopOpts{Kill: true}) }()
	r.aws = aws
	if r.endpoint, err = aws.Endpoint(ctx, dagger.ServiceEndpointOpts{Port: cloud.EmulatorPort, Scheme: "http"}); err != nil {
		return "", err
	}
	began := time.Now()
	var rows [][]string
	for _, s := range r.steps() {
		at := time.Now()
		proved, err := s.tell(ctx)
		took := fmt.Sprintf("%.0f s", time.Since(at).Seconds())
		if err != nil {
			rows = append(rows, []string{s.name, took, "FAILED"})
			return "", fmt.Errorf("the rehearsal failed at %q, on an emulator that ended with this call:\n%w\n\n%s\nMend what it names, and run `rehearse` again", s.name, err, text(rows))
		}
		rows = append(rows, []string{s.name, took, proved})
	}
	if len(r.leftOut) > 0 {
		return text(rows) + "\nNot rehearsed, though the settings demand it: " + strings.Join(r.leftOut, "; ") + ".\n" + r.ended(began), nil
	}
	return text(rows) + "\n" + r.ended(began), nil
}

func (r *Rehearsal) ended(began time.Time) string {
	return fmt.Sprintf("Rehearsed %s in %.0f s, on an emulator that ended with this call.\n", r.Env, time.Since(began).Seconds())
}

func text(rows [][]string) string {
	var all strings.Builder
	_ = table.Text(&all, []string{"STEP", "TOOK", "PROVED"}, rows) // a strings.Builder takes everything
	return all.String()
}

func (r *Rehearsal) steps() []step {
	return []step{
		{"bootstrap and a first deploy", r.firstDeploy},
		{"the same deploy again", r.again},
		{"a change of one service", r.change},
		{"a release that never serves", r.fails},
		{"an apply that is cut off", r.cutOff},
		{"drift and its repair", r.drift},
		{"a rollback by hand", r.rollback},
		{"a destroy", r.destroy},
	}
}

// deploy walks from the source to services that serve, with a release that is altered first.
func (r *Rehearsal) deploy(ctx context.Context, alter func(context.Context, *release.Release) error) (*walk.Deploy, error) {
	w, err := walk.Begin(ctx, r.Repo, r.Env)
	if err != nil {
		return nil, err
	}
	r.leftOut = nil
	if w.Settings.Release.Signed {
		r.leftOut = append(r.leftOut, "signatures, as nobody has a key for an emulator that ends")
	}
	if w.Settings.Release.Scan != "none" {
		r.leftOut = append(r.leftOut, "the scan for vulnerabilities, which needs a database of them")
	}
	w.Settings.Release.Signed = false
	d := &walk.Deploy{Walk: w, AWS: r.aws, Tasks: cloud.AutoTasks, Known: scan.Database{Name: "none"}, Alter: alter}
	defer d.Close(ctx)
	return d, d.Run(ctx)
}

// deploys does so and wants ECS to run what was built, of all services.
func (r *Rehearsal) deploys(ctx context.Context, alter func(context.Context, *release.Release) error) (*walk.Deploy, error) {
	d, err := r.deploy(ctx, alter)
	if err != nil {
		return d, err
	}
	if r.serving, err = r.look(ctx); err != nil {
		return d, err
	}
	built, images := map[string]string{}, savedplan.Digests(d.Planned().Images)
	for name := range r.serving {
		built[name] = images[d.Settings.ImageOf(name)]
	}
	return d, seen.Runs(r.serving, built)
}

// with opens the target of something else than a deploy.
func (r *Rehearsal) with(ctx context.Context, operation string, do func(context.Context, *walk.Walk) error) error {
	w, err := walk.Begin(ctx, r.Repo, r.Env)
	if err != nil {
		return err
	}
	defer w.Close(ctx)
	if err := w.Open(ctx, r.aws, nil, cloud.AutoTasks, nil); err != nil {
		return err
	}
	if operation == "" {
		return do(ctx, w)
	}
	ctx = w.Guard(ctx, operation, 0)
	if err := w.Lock(ctx); err != nil {
		return err
	}
	return do(ctx, w)
}

var errNoService = errors.New("the environment has no service behind the load balancer to rehearse with")
