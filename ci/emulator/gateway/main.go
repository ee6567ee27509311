// Command gateway is the emulator's one port: ECR's data plane under /v2/, moto for everything else.
//
//	gateway --listen :4566 -- python3 -m slipway_emulator --port 5000
//
// It starts moto as its child, listens only once moto answers, and ends when moto does.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"syscall"
	"time"

	"slipway/emulator/gateway/tasks"
)

type options struct {
	listen  string
	moto    string
	data    string
	region  string
	account string
	wait    time.Duration
	// tasks and tasksData say whether ECS's tasks run as containers, and where podman keeps them.
	tasks, tasksData string
	http             string
	https            string
	speed            float64
	command          []string
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return
		}
		fmt.Fprintln(os.Stderr, "gateway:", err)
		os.Exit(1)
	}
}

func parse(args []string) (options, error) {
	var o options
	flags := flag.NewFlagSet("gateway", flag.ContinueOnError)
	flags.StringVar(&o.listen, "listen", env("SLIPWAY_GATEWAY_LISTEN", ":4566"), "address to listen on")
	flags.StringVar(&o.moto, "moto", env("SLIPWAY_GATEWAY_MOTO", "http://127.0.0.1:5000"), "where moto listens")
	flags.StringVar(&o.data, "data", env("SLIPWAY_GATEWAY_DATA", ""), "folder for image layers; in memory when empty")
	flags.StringVar(&o.region, "region", env("AWS_REGION", "us-east-1"), "region of the ECR repositories")
	flags.StringVar(&o.account, "account", "123456789012", "account of the ECR repositories")
	flags.DurationVar(&o.wait, "wait", 5*time.Minute, "how long moto may take to answer at start: on a machine that is busy, minutes")
	flags.StringVar(&o.tasks, "tasks", env("SLIPWAY_TASKS", tasks.Simulated), "ECS's tasks: real containers, simulated, or auto for real where podman can")
	flags.StringVar(&o.tasksData, "tasks-data", env("SLIPWAY_TASKS_DATA", ""), "folder for containers, no overlay itself; the system's temporary one when empty")
	flags.StringVar(&o.http, "http", env("SLIPWAY_GATEWAY_HTTP", ""), "addresses of the load balancers for HTTP, like :8080,:80")
	flags.StringVar(&o.https, "https", env("SLIPWAY_GATEWAY_HTTPS", ""), "addresses of the load balancers for HTTPS, like :8443,:443")
	flags.Float64Var(&o.speed, "health-speed", 1, "how many times as often as the settings say the load balancers check health")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if o.speed <= 0 {
		return o, fmt.Errorf("--health-speed is %v: write 1 for the settings' own intervals, or more for shorter ones", o.speed)
	}
	o.command = flags.Args()
	return o, nil
}

func run(args []string) error {
	o, err := parse(args)
	if err != nil {
		return err
	}
	target, err := url.Parse(o.moto)
	if err != nil || target.Host == "" {
		return fmt.Errorf("--moto %q is not a URL like http://127.0.0.1:5000", o.moto)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()

	runners, err := openRunners(ctx, o)
	if err != nil {
		return err
	}
	// The child outlives ctx on purpose: it is told to stop below, and waited for.
	moto, err := startChild(o.command, "SLIPWAY_TASKS="+runners.kinds.Tasks, "SLIPWAY_DATABASES="+runners.kinds.Databases)
	if err != nil {
		runners.close()
		return err
	}
	defer moto.stop()
	defer runners.close()
	if err := awaitMoto(ctx, target, moto, o.wait); err != nil {
		return err
	}
	registry, err := newRegistry(newRepositories(o.moto, o.region), o.account, o.data)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", o.listen)
	if err != nil {
		return fmt.Errorf("listen on %s: %w; choose another address with --listen", o.listen, err)
	}
	served := make(chan error, 1)
	balancers, stopBalancers, err := startBalancers(ctx, o, served)
	if err != nil {
		return err
	}
	defer stopBalancers()
	handler := newHandler(target, registry, runners.kinds, balancers, runners.sessions(target))
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 30 * time.Second}
	go func() { served <- server.Serve(lingering{listener}) }()
	running, end := context.WithCancel(ctx)
	defer end() // before the runners are closed
	runners.serve(running, target, handler, balancers)
	slog.Info("emulator ready", "listen", listener.Addr().String(), "moto", o.moto, "http", o.http, "https", o.https,
		"tasks", runners.kinds.Tasks, "reason", runners.kinds.Reason, "databases", runners.kinds.Databases)

	select {
	case err := <-served:
		return fmt.Errorf("serve: %w", err)
	case <-moto.done:
		return moto.ended()
	case <-ctx.Done():
		grace, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		// A client that keeps a connection open must not hold up the stop.
		_ = server.Shutdown(grace)
		return nil
	}
}

func env(name, fallback string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return fallback
}
