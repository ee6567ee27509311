package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"

	"slipway/emulator/gateway/awsapi"
	"slipway/emulator/gateway/balancer"
	"slipway/emulator/gateway/ports"
)

// startBalancers begins to follow the load balancers in moto, and to serve them where the options say. The returned function
// ends it.
func startBalancers(ctx context.Context, o options, failed chan<- error) (*balancer.Balancer, func(), error) {
	b, err := balancer.New(o.moto, o.speed)
	if err != nil {
		return nil, nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	var running sync.WaitGroup
	stop := func() {
		cancel()
		running.Wait()
	}
	serve := func(addresses, flag string, secure bool) error {
		for address := range strings.SplitSeq(addresses, ",") {
			if address == "" {
				continue
			}
			listener, err := listen(ctx, address)
			if err != nil {
				return fmt.Errorf("listen on %s for load balancers: %w; choose another address with %s", address, err, flag)
			}
			running.Go(func() {
				if err := b.Serve(ctx, lingering{listener}, secure); err != nil {
					select {
					case failed <- err:
					default: // the first failure ends the gateway
					}
				}
			})
		}
		return nil
	}
	if err := errors.Join(serve(o.http, "--http", false), serve(o.https, "--https", true)); err != nil {
		stop()
		return nil, nil, err
	}
	running.Go(func() { b.Run(ctx) })
	return b, stop, nil
}

// listen takes an address that nobody has, not even another emulator, and leaves its port to names of Service Connect.
func listen(ctx context.Context, address string) (net.Listener, error) {
	alone, err := net.Listen("tcp", address)
	if err != nil {
		return nil, err
	}
	_ = alone.Close()
	return ports.Listen(ctx, address)
}

// noticing tells when a call was answered that may have changed a load balancer.
func noticing(next http.Handler, changed func()) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		service := awsapi.Service(r)
		writes := (service == "elasticloadbalancing" || service == "acm") && awsapi.Identify(r, false).Write
		next.ServeHTTP(w, r)
		if writes {
			changed()
		}
	})
}
