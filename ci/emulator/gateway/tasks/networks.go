package tasks

import (
	"context"
	"fmt"
	"log/slog"
	"net/netip"
	"sync"
)

// networks are those of the VPCs in which tasks run. Each is there for as long as a task is in it: a VPC that comes later may have
// the range of one that is gone.
type networks struct {
	podman *podman

	mu    sync.Mutex
	tasks map[string]int
}

// enter makes the VPC's network for its first task. Its gateway has the address of the VPC's router.
func (n *networks) enter(ctx context.Context, in *network) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.tasks[in.VPC] == 0 {
		block, err := netip.ParsePrefix(in.Range)
		if err != nil {
			return fmt.Errorf("%s has the range %q: %w", in.VPC, in.Range, err)
		}
		// A task that is to end meanwhile does not end this: a podman that is stopped half-way leaves a network that nobody takes away.
		if _, err := n.podman.run(context.WithoutCancel(ctx), nil, "network", "create", "--disable-dns", "--subnet", in.Range,
			"--gateway", block.Masked().Addr().Next().String(), in.VPC); err != nil {
			return fmt.Errorf("make a network of %s for %s: %w; give the VPC a range that nothing else in the emulator's container has",
				in.Range, in.VPC, err)
		}
	}
	n.tasks[in.VPC]++
	return nil
}

// leave takes the network away with its last task.
func (n *networks) leave(ctx context.Context, in *network) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.tasks[in.VPC]--; n.tasks[in.VPC] > 0 {
		return
	}
	delete(n.tasks, in.VPC)
	if _, err := n.podman.run(ctx, nil, "network", "rm", "--force", in.VPC); err != nil && ctx.Err() == nil {
		slog.Error("the network of a VPC is left behind", "vpc", in.VPC, "error", err)
	}
}
