package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// errEngineDied is the end of a call whose engine was killed: the CLI alone would wait for it for ever.
var errEngineDied = errors.New("the engine ended while this call ran")

// daggerEnded is the exit code of a dagger CLI that failed, and said why itself.
type daggerEnded int

func (code daggerEnded) Error() string {
	return fmt.Sprintf("dagger ended with exit code %d", int(code))
}

// callDagger runs the dagger CLI against our engine, and ends it when the engine dies. Where the CLI fails, the error is a daggerEnded.
func callDagger(ctx context.Context, s *Settings, args []string) error {
	done, err := inCall(ctx, s, unix.LOCK_SH)
	if err != nil {
		return err
	}
	defer done()
	watched, stopped := context.WithCancelCause(ctx)
	defer stopped(nil)
	go func() {
		if awaitDeath(watched, func() bool { return alive(s, "engine") }) {
			stopped(errEngineDied)
		}
	}()
	cmd := exec.CommandContext(watched, s.link("dagger")+"/bin/dagger", args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	// What is set twice is the last one: a database that the user named beats this default.
	cmd.Env = append([]string{"SLIPWAY_VULN_DB=none"}, os.Environ()...)
	cmd.Env = append(cmd.Env,
		"_EXPERIMENTAL_DAGGER_RUNNER_HOST=unix://"+s.socket(),
		// The images that the module names are found in the mirror: see ../../.env.
		// It has them under their tags alone: its images are made here, and have other digests than the published ones. That it
		// is ours, mirrorIsOurs has made sure.
		"SLIPWAY_MIRROR="+s.mirrorAddress(), "SLIPWAY_MIRROR_BY_TAG=true",
		// Together these leave the socket as the CLI's only connection.
		"DO_NOT_TRACK=1", "DAGGER_NO_NAG=1", "DAGGER_NO_UPDATE_CHECK=1",
	)
	// Ended by us, the CLI may still tell the engine to stop what it began.
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 5 * time.Second
	err = cmd.Run()
	if errors.Is(context.Cause(watched), errEngineDied) {
		return fmt.Errorf("%w: its log is %s; call again, and a new one is started", errEngineDied, s.logFile())
	}
	var ended *exec.ExitError
	switch {
	case errors.As(err, &ended) && ended.Exited():
		return daggerEnded(ended.ExitCode())
	case err != nil:
		return fmt.Errorf("run %s: %w", cmd.Path, err)
	}
	return nil
}

// awaitDeath returns true when `lives` says no, and false when the context ends first.
func awaitDeath(ctx context.Context, lives func() bool) bool {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return false
		case <-tick.C:
			if !lives() {
				return true
			}
		}
	}
}
