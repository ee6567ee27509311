package main

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"dagger/tests/internal/dagger"
)

// Repeats deploys the same signed images from one commit after another, and says what each deploy took.
//
// Each image has more attached to it than ECR lists at once, and its signatures are not among the first. After each deploy it has one
// provenance, one SBOM of a kind and as many signatures as after the first, and the deploy has found them. The last deploys may take a
// fifth longer than the first ones. A deploy takes about half a minute: this is not a check.
// +cache="never"
func (t *Tests) Repeats(
	ctx context.Context,
	// How often to deploy: eleven times at least, or the times are not compared.
	// +default=60
	times int,
) (string, error) {
	t, err := t.small(ctx)
	if err != nil {
		return "", err
	}
	emulator, err := t.start(ctx, "repeats")
	if err != nil {
		return "", err
	}
	defer emulator.stop(ctx)
	const settings = "terraform/environments/local.tfvars"
	text, err := t.Source.File(settings).Contents(ctx)
	if err != nil {
		return "", err
	}
	s := &signatures{Tests: t, aws: emulator, password: dag.SetSecret("repeated-password", "correct horse")}
	if s.right, err = t.slipway(ctx, t.Source).SigningKey(s.password).Sync(ctx); err != nil {
		return "", err
	}
	private, err := s.right.File("cosign.key").Contents(ctx)
	if err != nil {
		return "", err
	}
	opts := dagger.SlipwayDeployOpts{SignKey: dag.SetSecret("repeated-key", private), SignPassword: s.password}
	source := t.Source.WithNewFile(settings, text+signedSettings).WithFile("terraform/environments/release.pub", s.right.File("cosign.pub"))
	return s.repeat(ctx, source, opts, times)
}

func (s *signatures) repeat(ctx context.Context, source *dagger.Directory, opts dagger.SlipwayDeployOpts, times int) (string, error) {
	var first map[string]int
	var took []time.Duration
	var out strings.Builder
	commits := map[string]bool{}
	for n := range times {
		slipway := s.at(ctx, s.committed(source, n+1), s.aws)
		began := time.Now()
		said, err := slipway.Deploy(ctx, opts)
		took = append(took, time.Since(began).Round(100*time.Millisecond))
		if err == nil {
			err = wants(said, "signatures", "verified")
		}
		if err == nil {
			err = newCommit(ctx, slipway, commits)
		}
		if err == nil && n == 0 {
			err = s.bury(ctx, source)
		}
		if err != nil {
			return "", fmt.Errorf("deploy %d of %d: %w", n+1, times, err)
		}
		attached, err := s.counted(ctx, source)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(os.Stderr, "deploy %d of %d: %v, attached %v\n", n+1, times, took[n], attached)
		fmt.Fprintf(&out, "%d\t%v\n", n+1, took[n])
		if first == nil {
			first = attached
			if all := sum(maps.Values(first)) - first[noteType]; all != 8 {
				return "", fmt.Errorf("%d things are attached to 2 images, and each has a signature, a provenance and two SBOMs: %v", all, first)
			}
		}
		if !maps.Equal(attached, first) {
			return "", fmt.Errorf("after deploy %d the images have %v, and had %v after the first", n+1, attached, first)
		}
	}
	fmt.Fprintf(&out, "attached to both images after each: %v\n", first)
	compared, err := compare(took[min(1, len(took)):]) // the first deploy makes the platform
	return out.String() + compared, err
}

// committed is the source as a clone has it, with a commit of its own that changes no service.
func (t *Tests) committed(source *dagger.Directory, n int) *dagger.Directory {
	const commit = "git init -q -b main . && git add . && git -c user.name=a -c user.email=a@example.com commit -qm 'Change no service'"
	return t.image("golang:1.26-bookworm").
		WithDirectory("/src", source.WithNewFile("NOTES.md", fmt.Sprintf("This is commit %d.\n", n))).
		WithWorkdir("/src").
		WithExec([]string{"sh", "-euc", commit}).
		Directory("/src")
}

// newCommit fails unless the last release names a commit that none did before it: without one, each provenance would be the same.
func newCommit(ctx context.Context, slipway *dagger.Slipway, before map[string]bool) error {
	newest, err := listed[released](ctx, slipway, 1)
	if err != nil {
		return err
	}
	if len(newest) != 1 || newest[0].Commit == "" || before[newest[0].Commit] {
		return fmt.Errorf("the release is of no commit of its own: %+v", newest)
	}
	before[newest[0].Commit] = true
	return nil
}

// compare says what the first and the last of some deploys took, and fails where the last took more than a fifth longer. It takes the
// medians of five: a single deploy says more of what else the machine did.
func compare(took []time.Duration) (string, error) {
	const some, most = 5, 1.2
	if len(took) < 2*some {
		return fmt.Sprintf("not compared: %d deploys after the first, and %d are needed\n", len(took), 2*some), nil
	}
	begin, end := median(took[:some]), median(took[len(took)-some:])
	ratio := end.Seconds() / begin.Seconds()
	text := fmt.Sprintf("median of the first %d after the first deploy %v, of the last %d %v: %.2f times that, and %.1f may be\n", some, begin, some, end, ratio, most)
	if ratio > most {
		return "", fmt.Errorf("deploys take longer the more there were: %s%v", text, took)
	}
	return text, nil
}

// counted is how much of each kind is attached to the images of both services.
func (s *signatures) counted(ctx context.Context, source *dagger.Directory) (map[string]int, error) {
	counts := map[string]int{}
	for _, service := range []string{"catalog", "orders"} {
		digest, err := s.slipway(ctx, source).Image(service).Digest(ctx)
		if err != nil {
			return nil, err
		}
		attached, err := s.attachments(ctx, "slipway-local/"+service, digest)
		if err != nil {
			return nil, err
		}
		for kind, found := range attached {
			counts[kind] += len(found)
		}
	}
	return counts, nil
}

func sum(of iter.Seq[int]) (all int) {
	for n := range of {
		all += n
	}
	return all
}

func median(of []time.Duration) time.Duration {
	sorted := slices.Sorted(slices.Values(of))
	return sorted[len(sorted)/2]
}
