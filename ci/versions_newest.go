package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync"

	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"golang.org/x/mod/semver"
	"golang.org/x/sync/errgroup"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/pins"
)

// moveVersions takes the list of versions forward. What it asks is the world of now, so no answer comes from the cache.
func (s *Slipway) moveVersions(ctx context.Context, text string) (string, error) {
	list, err := pins.Read([]byte(text))
	if err != nil {
		return "", err
	}
	to := map[string]pins.Pin{}
	var mu sync.Mutex
	group := errgroup.Group{}
	group.SetLimit(8)
	for _, pin := range list {
		if pin.From == "" {
			fmt.Fprintf(os.Stderr, "%s stays at %s: %s\n", pin.Name, pin.Version, pin.Hold)
			continue
		}
		group.Go(func() error {
			next, err := s.newest(ctx, pin)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err != nil:
				fmt.Fprintf(os.Stderr, "%s stays at %s, as its source was not reached: %v\n", pin.Name, pin.Version, err)
			case next.Version != pin.Version || next.Digest != pin.Digest:
				fmt.Fprintf(os.Stderr, "%s: %s %s → %s %s\n", pin.Name, pin.Version, pin.Digest, next.Version, next.Digest)
				to[pin.Name] = next
			}
			return nil
		})
	}
	_ = group.Wait()
	moved, err := pins.Move([]byte(text), to)
	return string(moved), err
}

func (s *Slipway) newest(ctx context.Context, pin pins.Pin) (pins.Pin, error) {
	kind, of, _ := strings.Cut(pin.From, ":")
	switch kind {
	case "go":
		out, err := s.ask(ctx, s.golang(), "go", "list", "-m", "-versions", of)
		if err != nil {
			return pin, err
		}
		pin.Version = pins.Newest(pin.Version, strings.Fields(out))
	case "pypi":
		out, err := s.ask(ctx, s.base(pythonImage), "python3", "-m", "pip", "index", "versions", "--disable-pip-version-check", of)
		if err != nil {
			return pin, err
		}
		_, version, _ := strings.Cut(out, "(") // "name (1.2.3)"
		pin.Version, _, _ = strings.Cut(version, ")")
	case "image":
		reference, err := name.ParseReference(of + ":" + pin.Version)
		if err != nil {
			return pin, err
		}
		head, err := remote.Head(reference, remote.WithContext(ctx))
		if err != nil {
			return pin, err
		}
		pin.Digest = head.Digest.String()
	case "github":
		out, err := s.ask(ctx, s.golang(), "git", "ls-remote", "--tags", "https://github.com/"+of)
		if err != nil {
			return pin, err
		}
		pin.Version, pin.Digest = newestTag(pin, out)
	default:
		return pin, fmt.Errorf("from is %q: write go:MODULE, pypi:PACKAGE, image:REFERENCE or github:OWNER/NAME", pin.From)
	}
	return pin, nil
}

// newestTag reads what `git ls-remote --tags` prints. A tag's own commit stands in a second line, at tag^{}.
func newestTag(pin pins.Pin, refs string) (version, commit string) {
	commits := map[string]string{}
	var tags []string
	for line := range strings.Lines(refs) {
		fields := strings.Fields(line)
		if len(fields) != 2 {
			continue
		}
		tag := strings.TrimPrefix(fields[1], "refs/tags/")
		commits[strings.TrimSuffix(tag, "^{}")] = fields[0]
		if semver.Canonical(tag) == tag { // v5.0.0, not the moving v5
			tags = append(tags, tag)
		}
	}
	version = pins.Newest(pin.Version, tags)
	if found, ok := commits[version]; ok {
		return version, found
	}
	return pin.Version, pin.Digest
}

func (s *Slipway) ask(ctx context.Context, ctr *dagger.Container, command ...string) (string, error) {
	run := ctr.WithEnvVariable("SLIPWAY_CALL", callID(ctx)).
		WithExec(command, dagger.ContainerWithExecOpts{Expect: dagger.ReturnTypeAny})
	if err := mustPass(ctx, run, strings.Join(command, " ")); err != nil {
		return "", err
	}
	return run.Stdout(ctx)
}
