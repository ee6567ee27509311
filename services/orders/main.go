// Command orders takes the orders of the shop below /orders. As `migrate` it
// brings their database to what it needs, and ends. As `mail` it sends the mails
// of orders, and as `report` it writes what was ordered yesterday. As `dump` it
// copies the database into a bucket, and as `load KEY` brings such a copy back.
package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"

	"slipway/services/internal/config"
	"slipway/services/internal/logging"
	"slipway/services/internal/server"
	"slipway/services/internal/telemetry"
)

const service = "orders"

// commands are what the program does besides serving: each ends by itself, or
// when it is told to.
var commands = map[string]func(context.Context, settings, *slog.Logger) error{
	"dump":    makeDump,
	"mail":    sendMails,
	"migrate": migrate,
	"report":  report,
}

func main() {
	os.Exit(run(context.Background(), os.Args[1:], os.Getenv, os.Stdout))
}

// run is main with its surroundings as arguments. It returns the exit code.
func run(ctx context.Context, args []string, getenv func(string) string, stdout io.Writer) int {
	env := config.NewReader(getenv)
	cfg := load(env)
	if err := env.Err(); err != nil {
		logging.New(stdout, service, slog.LevelInfo).Error("not started: the configuration is refused", "error", err)
		return 1
	}
	log := logging.New(stdout, service, cfg.LogLevel)
	do, err := command(args)
	if err != nil {
		log.Error("not started", "error", err)
		return 1
	}

	ctx, release := server.UntilSignal(ctx)
	defer release()
	told, err := telemetry.Start(ctx, service, cfg.Config, log)
	if err != nil {
		log.Error("not started", "error", err)
		return 1
	}
	defer told.Stop()
	cfg.told = told
	if err := do(ctx, cfg, log); err != nil {
		log.Error("stopped by a failure", "error", err)
		return 1
	}
	log.Info("stopped")
	return 0
}

func command(args []string) (func(context.Context, settings, *slog.Logger) error, error) {
	if len(args) == 0 {
		return serve, nil
	}
	if do, ok := commands[args[0]]; ok && len(args) == 1 {
		return do, nil
	}
	if args[0] == "load" && len(args) == 2 {
		return loadDump(args[1]), nil
	}
	return nil, fmt.Errorf("the arguments are %q: write none to serve, load and the key of a dump, or one of %s", args, strings.Join(slices.Sorted(maps.Keys(commands)), ", "))
}

func serve(ctx context.Context, cfg settings, log *slog.Logger) error {
	orders, err := cfg.open(ctx, log)
	if err != nil {
		return err
	}
	// After the drain: requests in flight need what is open.
	defer orders.close()
	if orders.stock != nil {
		sweep, stop := context.WithCancel(ctx)
		var sweeping sync.WaitGroup
		sweeping.Go(func() { orders.sweep(sweep) })
		defer sweeping.Wait()
		defer stop()
	}
	return server.New(server.Options{Service: service, Config: cfg.Config, Log: log, Telemetry: cfg.told, Checks: orders.checks, Routes: orders.routes}).Run(ctx)
}
