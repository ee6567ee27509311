package tasks

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// slowPodman has a network as soon as it is asked for one, and takes its time to say so.
const slowPodman = `#!/bin/sh
case "$*" in
*"network create"*) touch "$MADE"; sleep 0.5 ;;
*"network rm"*) rm "$MADE" ;;
esac
`

func TestNoNetworkStaysOfATaskThatEndsWhileItStarts(t *testing.T) {
	folder := t.TempDir()
	made := filepath.Join(folder, "network")
	if err := os.WriteFile(filepath.Join(folder, "podman"), []byte(slowPodman), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", folder+":"+os.Getenv("PATH"))
	t.Setenv("MADE", made)
	n := newNetworks(&podman{folder: folder, busy: make(chan struct{}, 1)})
	vpc := &network{VPC: "vpc-1", Range: "10.0.0.0/16"}
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(100*time.Millisecond, cancel)
	if err := n.enter(ctx, vpc); err == nil {
		n.end(vpc)
		n.leave(t.Context(), vpc)
	}
	if _, err := os.Stat(made); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the network is still there: %v", err)
	}
}

// onePodman has one network at a time, as with ranges that are the same.
const onePodman = `#!/bin/sh
case "$*" in
*"network create"*) mkdir "$MADE" || { echo "subnet 10.0.0.0/16 is already used on the host or by another config" >&2; exit 125; } ;;
*"network rm"*) rmdir "$MADE" ;;
esac
`

func TestAVPCWaitsForTheRangeOfOneWhoseTasksHaveEnded(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "podman"), []byte(onePodman), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", folder+":"+os.Getenv("PATH"))
	t.Setenv("MADE", filepath.Join(folder, "network"))
	n := newNetworks(&podman{folder: folder, busy: make(chan struct{}, 1)})
	first, second := &network{VPC: "vpc-1", Range: "10.0.0.0/16"}, &network{VPC: "vpc-2", Range: "10.0.0.0/16"}
	if err := n.enter(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	if err := n.enter(t.Context(), second); err == nil {
		t.Fatal("two VPCs have the same range at the same time")
	}
	n.end(first) // which ECS is told, so that a task in the second VPC may start
	entered := make(chan error)
	for range 2 { // of one VPC
		go func() { entered <- n.enter(t.Context(), second) }()
	}
	select {
	case err := <-entered:
		t.Fatalf("it did not wait until the range was free: %v", err)
	case <-time.After(200 * time.Millisecond):
	}
	n.leave(t.Context(), first)
	for range 2 {
		if err := <-entered; err != nil {
			t.Error(err)
		}
	}
}

// heldPodman does not take a network away at once, as where a container is still on its way out of it.
const heldPodman = `#!/bin/sh
case "$*" in
*"network create"*) mkdir "$MADE" || { echo "Error: subnet 10.0.0.0/16 is already used on the host or by another config" >&2; exit 125; } ;;
*"network rm"*)
	if [ -e "$MADE.held" ]; then rm "$MADE.held"; echo "Error: network is being used" >&2; exit 2; fi
	rmdir "$MADE" ;;
esac
`

func TestANetworkThatStayedGoesBeforeAnotherHasItsRange(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "podman"), []byte(heldPodman), 0o700); err != nil {
		t.Fatal(err)
	}
	made := filepath.Join(folder, "network")
	t.Setenv("PATH", folder+":"+os.Getenv("PATH"))
	t.Setenv("MADE", made)
	n := newNetworks(&podman{folder: folder, busy: make(chan struct{}, 1)})
	first, second := &network{VPC: "vpc-1", Range: "10.0.0.0/16"}, &network{VPC: "vpc-2", Range: "10.0.0.0/16"}
	if err := n.enter(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(made+".held", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	n.end(first)
	n.leave(t.Context(), first)
	if err := n.enter(t.Context(), second); err != nil {
		t.Errorf("the range is not free: %v", err)
	}
	if len(n.stale) > 0 {
		t.Errorf("still to go: %v", n.stale)
	}
}
