package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// An artefact is a folder that is built once: named by its recipe's key, built
// beside its place and renamed into it, so that a killed build leaves nothing
// that looks finished.
type artefact struct {
	name  string
	key   []string // everything that decides the content
	needs []*artefact
	build func(ctx context.Context, dir string) error

	done chan struct{}
	err  error
}

func (a *artefact) digest() string {
	h := sha256.New()
	fmt.Fprintln(h, a.name)
	for _, k := range a.key {
		fmt.Fprintf(h, "%q\n", k)
	}
	for _, n := range a.needs {
		fmt.Fprintln(h, n.digest())
	}
	return hex.EncodeToString(h.Sum(nil))[:16]
}

func (a *artefact) dir(s *Settings) string {
	return filepath.Join(s.Cache, "artefacts", a.name+"-"+a.digest())
}

func (a *artefact) built(s *Settings) bool {
	_, err := os.Stat(a.dir(s))
	return err == nil
}

// buildAll builds what is missing, side by side where nothing waits for another,
// and points the `current` links at the result.
func buildAll(ctx context.Context, s *Settings, all []*artefact) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	for _, a := range all {
		a.done = make(chan struct{})
	}
	for _, a := range all {
		go func() {
			defer close(a.done)
			for _, n := range a.needs {
				<-n.done
				if n.err != nil {
					a.err = n.err
					return
				}
			}
			if a.err = a.ensure(ctx, s); a.err != nil {
				cancel(a.err)
			}
		}()
	}
	for _, a := range all {
		<-a.done
	}
	if err := context.Cause(ctx); err != nil {
		return err
	}
	return linkCurrent(s, all)
}

func (a *artefact) ensure(ctx context.Context, s *Settings) error {
	dir := a.dir(s)
	if a.built(s) {
		return nil
	}
	start := time.Now()
	say("building %s", a.name)
	tmp := dir + ".partial"
	if err := os.RemoveAll(tmp); err != nil {
		return fmt.Errorf("clear the unfinished build of %s: %w", a.name, err)
	}
	if err := os.MkdirAll(tmp, 0o755); err != nil {
		return err
	}
	if err := a.build(ctx, tmp); err != nil {
		return fmt.Errorf("build %s: %w", a.name, err)
	}
	if err := os.Rename(tmp, dir); err != nil {
		return err
	}
	say("built %s in %d s", a.name, int(time.Since(start).Seconds()))
	return nil
}

// linkCurrent moves the links that a start follows. Older builds stay, so that
// checkouts of two versions do not evict each other; `engine prune` drops them.
func linkCurrent(s *Settings, all []*artefact) error {
	if err := os.MkdirAll(filepath.Join(s.Cache, "current"), 0o755); err != nil {
		return err
	}
	for _, a := range all {
		tmp := s.link(a.name) + ".new"
		_ = os.Remove(tmp)
		if err := os.Symlink(a.dir(s), tmp); err != nil {
			return err
		}
		if err := os.Rename(tmp, s.link(a.name)); err != nil {
			return err
		}
	}
	return nil
}

// hashTree names the content of files and folders, for an artefact's key.
func hashTree(paths ...string) (string, error) {
	h := sha256.New()
	for _, root := range paths {
		err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			b, err := os.ReadFile(p)
			if err != nil {
				return err
			}
			fmt.Fprintf(h, "%s %x\n", strings.TrimPrefix(p, root), sha256.Sum256(b))
			return nil
		})
		if err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// say shows progress where it does not disturb what a command prints.
func say(format string, args ...any) {
	fmt.Fprintf(os.Stderr, "engine: "+format+"\n", args...)
}
