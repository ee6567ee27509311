package server

import (
	"context"
	"syscall"
	"testing"
)

// That a second signal ends the process is tested on the process of a service.

func TestUntilSignal(t *testing.T) {
	for _, sig := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT} {
		t.Run(sig.String(), func(t *testing.T) {
			ctx, release := UntilSignal(t.Context())
			defer release()
			if err := ctx.Err(); err != nil {
				t.Fatalf("done before any signal: %v", err)
			}
			if err := syscall.Kill(syscall.Getpid(), sig); err != nil {
				t.Fatal(err)
			}
			<-ctx.Done()
		})
	}
}

func TestUntilSignalFollowsItsParent(t *testing.T) {
	parent, cancel := context.WithCancel(t.Context())
	ctx, release := UntilSignal(parent)
	defer release()
	cancel()
	<-ctx.Done()
}

func TestReleaseEndsTheContext(t *testing.T) {
	ctx, release := UntilSignal(t.Context())
	release()
	<-ctx.Done()
}
