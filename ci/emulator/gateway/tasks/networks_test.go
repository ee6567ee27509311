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
	n := networks{podman: &podman{folder: folder, busy: make(chan struct{}, 1)}, tasks: map[string]int{}}
	vpc := &network{VPC: "vpc-1", Range: "10.0.0.0/16"}
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(100*time.Millisecond, cancel)
	if err := n.enter(ctx, vpc); err == nil {
		n.leave(t.Context(), vpc)
	}
	if _, err := os.Stat(made); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the network is still there: %v", err)
	}
}
