// Command measure compares web frameworks by services that answer the same: how many requests a core carries, how long one takes at
// a load that all can bear, what they weigh, and how soon they are ready.
//
// wrk asks as fast as it is answered, for the capacity. vegeta asks at a fixed rate whatever the answers do, for the latency.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "measure:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("measure", flag.ContinueOnError)
	o := options{}
	frameworks := flags.String("frameworks", "", "JSON file that lists the frameworks")
	style := flags.String("style", "", "style sheet of the page")
	out := flags.String("out", ".", "folder for bench.txt, bench.json and bench.html")
	inside := flags.String("cores", "", "cores that there are: this is the call inside pg_virtualenv")
	flags.DurationVar(&o.measured, "seconds", 10*time.Second, "how long a phase is measured")
	flags.DurationVar(&o.warmUp, "warm-up", 3*time.Second, "how long a phase is warmed up before")
	flags.IntVar(&o.starts, "starts", 5, "how often each server is started, to see how soon it is ready")
	flags.IntVar(&o.connections, "connections", 32, "connections that wrk keeps busy")
	flags.IntVar(&o.pool, "pool", 16, "connections to the database, of all workers of a server together")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if err := o.check(); err != nil {
		return err
	}
	if *inside == "" {
		return withDatabase(ctx, args)
	}
	cores, err := parseCores(*inside)
	if err != nil {
		return err
	}
	servers, err := readServers(*frameworks, cores, o.pool)
	if err != nil {
		return err
	}
	css, err := os.ReadFile(*style)
	if err != nil {
		return fmt.Errorf("read the style sheet: %w", err)
	}
	r, err := compare(ctx, o, servers, cores)
	if err != nil {
		return err
	}
	return r.write(*out, string(css))
}

// options are how long and how hard it is measured.
type options struct {
	measured, warmUp          time.Duration
	starts, connections, pool int
}

func (o options) check() error {
	if o.measured < time.Second || o.warmUp < 0 {
		return fmt.Errorf("-seconds %s -warm-up %s: measure for 1s at least, and warm up for 0s or more", o.measured, o.warmUp)
	}
	if o.starts < 1 || o.connections < 1 || o.pool < 1 {
		return fmt.Errorf("-starts %d -connections %d -pool %d: write 1 or more for each", o.starts, o.connections, o.pool)
	}
	return nil
}

// withDatabase runs this program again beside a database that ends with it, both on the cores that no server on one core has. Debian's
// pg_virtualenv makes the database, and tells its clients of it by PGHOST and the others.
func withDatabase(ctx context.Context, args []string) error {
	cores, err := availableCores()
	if err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	command := append([]string{"-c", list(loadCores(cores)), "pg_virtualenv", "-o", "shared_buffers=64MB", self, "-cores", list(cores)}, args...)
	again := exec.CommandContext(ctx, "taskset", command...)
	again.Cancel = func() error { return again.Process.Signal(syscall.SIGTERM) }
	again.WaitDelay = 30 * time.Second
	again.Stdout, again.Stderr = os.Stdout, os.Stderr
	// Encryption would measure libraries of TLS, which are the same in every service of either.
	again.Env = append(os.Environ(), "PGSSLMODE=disable")
	if err := again.Run(); err != nil {
		return fmt.Errorf("%s: %w; it wants taskset, wrk and PostgreSQL of Debian: apt-get install util-linux wrk postgresql", strings.Join(again.Args[:4], " "), err)
	}
	return nil
}
