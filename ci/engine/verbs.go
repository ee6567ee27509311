package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"text/tabwriter"
	"time"
)

// stop ends the engine and its mirror. The engine is given time to write its
// cache down: after a kill it would discard it.
func stop(_ context.Context, s *Settings) error {
	_ = os.Remove(filepath.Join(s.runDir(), "engine.key"))
	// It may take a minute to write down what it has cached, and one that is killed before has cached nothing.
	if err := end(s, "engine", 5*time.Minute); err != nil {
		return err
	}
	return end(s, "mirror", 5*time.Second)
}

// status prints what runs and what it takes. An engine that does not run is an
// answer, not an error.
func status(ctx context.Context, s *Settings) error {
	state := "stopped"
	if alive(s, "engine") {
		state = "running, but its socket does not answer"
		if dials(s.socket()) {
			state = fmt.Sprintf("running, pid %d", runningPid(s, "engine"))
		}
	}
	mirror := s.mirrorAddress()
	if err := mirrorIsOurs(ctx, s); err != nil {
		mirror = "none: " + err.Error()
	}
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "engine\t%s\n", state)
	fmt.Fprintf(w, "version\t%s\n", daggerVersion)
	fmt.Fprintf(w, "mirror\t%s\n", mirror)
	fmt.Fprintf(w, "socket\t%s\n", s.socket())
	fmt.Fprintf(w, "log\t%s\n", s.logFile())
	fmt.Fprintf(w, "builds\t%s in %s\n", size(filepath.Join(s.Cache, "artefacts")), filepath.Join(s.Cache, "artefacts"))
	fmt.Fprintf(w, "cache\t%s in %s\n", size(s.stateDir()), s.stateDir())
	return w.Flush()
}

func size(dir string) string {
	var total int64
	_ = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil {
			return nil //nolint:nilerr // a file may go while we look
		}
		if info, err := d.Info(); err == nil && info.Mode().IsRegular() {
			total += info.Size()
		}
		return nil
	})
	return fmt.Sprintf("%.1f GB", float64(total)/1e9)
}

func logs(s *Settings) error {
	f, err := os.Open(s.logFile())
	if errors.Is(err, fs.ErrNotExist) {
		return errors.New("the engine has not run yet: it has no log")
	}
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = io.Copy(os.Stdout, f)
	return err
}

// prune deletes the engine's cache and every build; the next start makes them anew.
func prune(ctx context.Context, s *Settings) error {
	unlock, err := lock(ctx, s)
	if err != nil {
		return err
	}
	defer unlock()
	if err := stop(ctx, s); err != nil {
		return err
	}
	for _, d := range []string{"artefacts", "current", "run", "state"} {
		if err := os.RemoveAll(filepath.Join(s.Cache, d)); err != nil {
			return fmt.Errorf("delete %s: %w", filepath.Join(s.Cache, d), err)
		}
	}
	say("deleted the builds and the cache in %s", s.Cache)
	return nil
}
