package tasks

import (
	"context"
	"fmt"
	"log/slog"
	"net/netip"
	"strings"
	"sync"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// clearLimit is how long what is left of an earlier network may keep podman from taking it away.
const clearLimit = 30 * time.Second

// networks are those of the VPCs in which tasks run. Each is there for as long as a task is in it: a VPC that comes later may have
// the range of one that is gone.
type networks struct {
	podman *podman

	mu   sync.Mutex
	left *sync.Cond // a network is gone
	used map[string]*use
	// stale are those that podman did not take away, and may have made although it says that it failed.
	stale map[string]netip.Prefix
}

// use is of a VPC's network.
type use struct {
	block netip.Prefix
	tasks int
	// ended are those of the tasks whose end ECS was told, and whose place in the network is not free yet.
	ended int
}

func newNetworks(p *podman) *networks {
	n := &networks{podman: p, used: map[string]*use{}, stale: map[string]netip.Prefix{}}
	n.left = sync.NewCond(&n.mu)
	return n
}

// enter makes the VPC's network for its first task. Its gateway has the address of the VPC's router. Where all tasks of a network with
// that range have ended, it waits until that one is gone: in ECS's eyes it is.
func (n *networks) enter(ctx context.Context, in *network) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	block, err := netip.ParsePrefix(in.Range)
	if err != nil {
		return fmt.Errorf("%s has the range %q: %w", in.VPC, in.Range, err)
	}
	for n.used[in.VPC] == nil && n.goes(block) {
		n.left.Wait() // as the VPC's other tasks may do, of which one is the first to go on
	}
	if n.used[in.VPC] == nil {
		n.clear(ctx, block)
		// A task that is to end meanwhile does not end this: a podman that is stopped half-way leaves a network that nobody takes away.
		if _, err := n.podman.run(context.WithoutCancel(ctx), nil, "network", "create", "--disable-dns", "--subnet", in.Range,
			"--gateway", block.Masked().Addr().Next().String(), in.VPC); err != nil {
			n.stale[in.VPC] = block
			return fmt.Errorf("make a network of %s for %s: %w; give the VPC a range that nothing else in the emulator's container has",
				in.Range, in.VPC, err)
		}
		n.used[in.VPC] = &use{block: block}
	}
	n.used[in.VPC].tasks++
	return nil
}

// goes says whether a network in the way is about to go.
func (n *networks) goes(block netip.Prefix) bool {
	for _, u := range n.used {
		if u.block.Overlaps(block) && u.ended == u.tasks {
			return true
		}
	}
	return false
}

// end says that a task has ended, before ECS is told.
func (n *networks) end(in *network) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.used[in.VPC].ended++
}

// leave takes the network away with its last task, which has ended.
func (n *networks) leave(ctx context.Context, in *network) {
	n.mu.Lock()
	defer n.mu.Unlock()
	u := n.used[in.VPC]
	u.tasks--
	u.ended--
	if u.tasks > 0 {
		return
	}
	if err := n.remove(ctx, in.VPC); err != nil && ctx.Err() == nil {
		slog.Error("the network of a VPC is left behind, and goes before another has its range", "vpc", in.VPC, "error", err)
		n.stale[in.VPC] = u.block
	}
	delete(n.used, in.VPC)
	n.left.Broadcast()
}

// clear takes away what is left of networks with that range.
func (n *networks) clear(ctx context.Context, block netip.Prefix) {
	for vpc, of := range n.stale {
		if !of.Overlaps(block) {
			continue
		}
		_, err := backoff.Retry(ctx, func() (struct{}, error) { return struct{}{}, n.remove(ctx, vpc) }, backoff.WithMaxElapsedTime(clearLimit))
		if err != nil {
			slog.Error("the network of a VPC is still left behind", "vpc", vpc, "error", err)
			continue
		}
		delete(n.stale, vpc)
	}
}

// remove takes a network away, with a pod that a podman left half-made. One that is not there is no error.
func (n *networks) remove(ctx context.Context, vpc string) error {
	_, err := n.podman.run(ctx, nil, "network", "rm", "--force", vpc)
	if err != nil && strings.Contains(err.Error(), "not found") {
		return nil
	}
	return err
}
