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
// After the last, each image has one provenance, one SBOM of a kind and as many signatures as after the first, and the deploy has found
// them. A deploy takes about half a minute: this is not a check.
// +cache="never"
func (t *Tests) Repeats(
	ctx context.Context,
	// How often to deploy.
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
	for n := range times {
		commit := source.WithNewFile("NOTES.md", fmt.Sprintf("Commit %d changes no service.\n", n+1))
		began := time.Now()
		said, err := s.deploy(ctx, commit, opts)
		if err != nil {
			return "", fmt.Errorf("deploy %d of %d: %w", n+1, times, err)
		}
		if err := wants(said, "signatures", "verified"); err != nil {
			return "", fmt.Errorf("deploy %d of %d: %w", n+1, times, err)
		}
		took = append(took, time.Since(began).Round(100*time.Millisecond))
		attached, err := s.counted(ctx, commit)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(os.Stderr, "deploy %d of %d: %v, attached %v\n", n+1, times, took[n], attached)
		fmt.Fprintf(&out, "%d\t%v\n", n+1, took[n])
		if first == nil {
			first = attached
			if all := sum(maps.Values(first)); all != 8 {
				return "", fmt.Errorf("%d things are attached to 2 images, and each has a signature, a provenance and two SBOMs: %v", all, first)
			}
		}
		for kind, count := range attached {
			if count != first[kind] {
				return "", fmt.Errorf("after deploy %d the images have %d of %s, and had %d after the first", n+1, count, kind, first[kind])
			}
		}
	}
	// The first deploy makes the platform.
	if rest := took[min(1, times-1):]; len(rest) > 0 {
		fmt.Fprintf(&out, "second %v, last %v, median %v; attached to both images after each: %v\n", rest[0], rest[len(rest)-1], median(rest), first)
	}
	return out.String(), nil
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
