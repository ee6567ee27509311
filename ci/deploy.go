package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"dagger/slipway/internal/artefact"
	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/environment"
	"dagger/slipway/internal/gate"
	"dagger/slipway/internal/lint"
	"dagger/slipway/internal/report"
	"dagger/slipway/internal/scan"
)

// Deploy tests, builds, pushes, plans, applies and verifies all services, and prints a summary.
//
// Images go into the plan by digest, the saved plan is what is applied, and nothing changes before what the environment
// demands of a release is met: lint, scan, and a signature of each image. The deploy succeeds only when ECS completed
// this very deployment and every service answered. With no AWS settings it deploys to an emulator inside this call; the
// summary says what of that was real and what was simulated.
// +cache="never"
func (s *Slipway) Deploy(
	ctx context.Context,
	// Environment to deploy to: a file of terraform/environments, without .tfvars.
	// +default="local"
	env string,
	// Emulator to deploy to, as tcp://host:port, which outlives this call: start one with "dagger call emulator up".
	// None and no credentials: one inside this call, which ends with it.
	// +optional
	aws *dagger.Service,
	// AWS credentials in the form that the AWS CLI exports them: cmd://"aws configure export-credentials".
	// +optional
	credentials *dagger.Secret,
	// Private key to sign the release with, as signing-key makes it: file:PATH, env:NAME, or cmd:"COMMAND".
	// +optional
	signKey *dagger.Secret,
	// Its password.
	// +optional
	signPassword *dagger.Secret,
	// Key in KMS to sign with instead: awskms:///alias/NAME.
	// +optional
	signKms string,
	// OIDC token of a workflow to sign with instead.
	// +optional
	identityToken *dagger.Secret,
	// Vulnerability database to scan with, where the environment demands a scan, as in scan.
	// +optional
	vulnDB string,
	// Registry of --vuln-db, as in scan.
	// +optional
	vulnRegistry *dagger.Service,
) (string, error) {
	by, err := given(signing{signKey, signPassword, signKms, identityToken}, "--sign-key", "--sign-password", "--sign-kms", "--identity-token")
	if err != nil {
		return "", err
	}
	began := time.Now()
	settings, err := s.environment(ctx, env)
	if err != nil {
		return "", err
	}
	run := &steps{}
	var t *target
	var images []*Image
	// Everything that can refuse does so side by side, and before anything is changed.
	group, early := errgroup.WithContext(ctx)
	group.Go(func() error {
		return run.step(early, "target", func(context.Context) (note string, err error) {
			// The emulator outlives this part of the deploy, and so does the context that it is started with.
			if t, err = s.target(ctx, env, aws, credentials); err != nil {
				return "", err
			}
			return t.String(), s.checkSigning(early, t, by)
		})
	})
	group.Go(func() error {
		return run.step(early, "validate", func(ctx context.Context) (string, error) {
			return "both stacks", s.Validate(ctx)
		})
	})
	group.Go(func() error {
		return run.step(early, "test", func(ctx context.Context) (string, error) {
			results, err := s.test(ctx, "")
			return fmt.Sprintf("%d services", len(results)), err
		})
	})
	built := sync.OnceValues(func() ([]*artefact.Image, error) {
		err := run.step(early, "build", func(ctx context.Context) (note string, err error) {
			images, err = s.builds(ctx, settings)
			return fmt.Sprintf("%d images", len(images)), err
		})
		return artefacts(images), err
	})
	group.Go(func() error {
		_, err := built()
		return err
	})
	if settings.Release.Scan != "none" {
		group.Go(func() error {
			return run.step(early, "scan", func(ctx context.Context) (string, error) {
				return s.scanned(ctx, settings, built, scan.Database{Name: vulnDB, Registry: vulnRegistry})
			})
		})
	}
	if settings.Release.Lint {
		group.Go(func() error {
			return run.step(early, "lint", func(ctx context.Context) (string, error) {
				verdict, _, err := lint.Run(ctx, s.repository())
				return verdict.Counts(), errors.Join(err, verdict.Err())
			})
		})
	}
	err = group.Wait()
	if t != nil {
		defer t.stop(ctx)
	}
	if err != nil {
		return "", err
	}
	var pushed *release
	var planned *plannedRelease
	var deployed *deployment
	var checks []verified
	for _, step := range []struct {
		name string
		do   func(context.Context) (string, error)
	}{
		{"push", func(ctx context.Context) (string, error) {
			if pushed, err = s.push(ctx, t, images); err != nil {
				return "", err
			}
			return pushed.count(), nil
		}},
		{"sign", func(ctx context.Context) (string, error) {
			return s.signed(ctx, t, pushed, by)
		}},
		{"plan", func(ctx context.Context) (string, error) {
			if planned, err = s.plan(ctx, t, pushed); err != nil {
				return "", err
			}
			return planned.summary.Counts() + " Policy: " + planned.verdict.Counts() + ".", nil
		}},
		{"apply", func(ctx context.Context) (string, error) {
			deployed, err = s.apply(ctx, t, planned)
			return "", err
		}},
		{"verify", func(ctx context.Context) (string, error) {
			checks, err = s.verify(ctx, t, deployed)
			return fmt.Sprintf("%d services", len(checks)), err
		}},
	} {
		if step.name == "sign" && by == nil && !t.Release.Signed {
			continue
		}
		if err := run.step(ctx, step.name, step.do); err != nil {
			return "", err
		}
	}
	summary := report.Summary{
		Environment: env, Target: t.String(), Steps: run.done, Plan: planned.summary,
		Services: serviceRows(pushed, deployed, checks), Seconds: time.Since(began).Seconds(),
	}
	if t.aws != nil {
		summary.Real, summary.Simulated = rehearsed()
	}
	var text strings.Builder
	if err := summary.Text(&text); err != nil {
		return "", err
	}
	return text.String(), nil
}

// rehearsed says what a deploy to the emulator proves and what it can't.
func rehearsed() (real, simulated []string) {
	return []string{
			"tests, builds and image digests",
			"the push: a registry took the images by digest",
			"terraform: state, locks, plan and apply against the AWS API",
			"the probe: each container was started from its pushed digest, with the environment of its task definition",
		}, []string{
			"ECS tasks, their rollout and the targets' health: moto says what it was told",
			"VPC, load balancer and instances: records without traffic",
			"IAM: every call is allowed",
		}
}

// scanned scans a release as its environment demands it.
func (s *Slipway) scanned(
	ctx context.Context, settings environment.Environment, images func() ([]*artefact.Image, error), known scan.Database,
) (string, error) {
	threshold, err := gate.ParseSeverity(settings.Release.Scan)
	if err != nil {
		return "", fmt.Errorf("terraform/environments/%s.tfvars: release: scan: %w", settings.Name, err)
	}
	verdicts, err := scan.Scan(ctx, s.repository(), images, threshold, known)
	var notes []string
	for _, v := range verdicts {
		notes = append(notes, v.Gate+": "+v.Counts())
		if v.Gate == gate.Vulnerabilities && known.Name == "none" {
			notes[len(notes)-1] = "vulnerabilities: NOT LOOKED FOR"
		}
	}
	return strings.Join(notes, "; "), errors.Join(err, gate.Err(verdicts...))
}

// signed signs a release, where there is something to sign with, and looks at the signatures before a plan is made for it.
func (s *Slipway) signed(ctx context.Context, t *target, pushed *release, by *signing) (string, error) {
	note := "verified"
	if by != nil {
		done, err := s.sign(ctx, t, pushed, by)
		if err != nil {
			return "", err
		}
		note = fmt.Sprintf("%d signatures made, %d were there", count(done, true), count(done, false))
	}
	return note, s.verifyImages(ctx, t, pushed.references())
}

func count(all []*signable, made bool) (n int) {
	for _, one := range all {
		if one.signed == made {
			n++
		}
	}
	return n
}

func (r *release) count() string {
	sent := 0
	for _, p := range r.Images {
		if p.Sent {
			sent++
		}
	}
	return fmt.Sprintf("%d sent, %d were there", sent, len(r.Images)-sent)
}

func serviceRows(pushed *release, deployed *deployment, checks []verified) []report.ServiceRow {
	var rows []report.ServiceRow
	for i, p := range pushed.Images {
		rows = append(rows, report.ServiceRow{
			Name: p.Service, Digest: p.Digest, Size: int64(p.Size), Change: sent(p.Sent),
			Serves: deployed.URL + deployed.Services[p.Service].Path, Probe: checks[i].Probe,
		})
	}
	return rows
}
