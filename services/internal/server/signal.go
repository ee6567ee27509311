package server

import (
	"context"
	"os/signal"
	"syscall"
)

// UntilSignal returns a context that is done at the first SIGTERM, which ECS
// sends, or SIGINT, which a terminal sends. The caller calls release in the
// end.
//
// A second signal ends the process at once, for whoever is tired of watching
// it drain. The signals are therefore given back before the context is done:
// were it the other way round, a second one that follows closely would be
// swallowed.
func UntilSignal(parent context.Context) (ctx context.Context, release func()) {
	signalled, stop := signal.NotifyContext(parent, syscall.SIGTERM, syscall.SIGINT)
	ctx, cancel := context.WithCancel(context.WithoutCancel(parent))
	forget := context.AfterFunc(signalled, func() {
		stop()
		cancel()
	})
	return ctx, func() {
		forget()
		stop()
		cancel()
	}
}
