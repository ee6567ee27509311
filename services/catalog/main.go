// Command catalog serves the products of the shop below /catalog.
package main

import (
	"context"
	"io"
	"log/slog"
	"os"

	"slipway/services/internal/config"
	"slipway/services/internal/logging"
	"slipway/services/internal/server"
	"slipway/services/internal/telemetry"
)

const service = "catalog"

func main() {
	os.Exit(run(context.Background(), os.Getenv, os.Stdout))
}

// run is main with its surroundings as arguments. It returns the exit code.
func run(ctx context.Context, getenv func(string) string, stdout io.Writer) int {
	env := config.NewReader(getenv)
	cfg := load(env)
	if err := env.Err(); err != nil {
		logging.New(stdout, service, slog.LevelInfo).Error("not started: the configuration is refused", "error", err)
		return 1
	}
	log := logging.New(stdout, service, cfg.LogLevel)

	ctx, release := server.UntilSignal(ctx)
	defer release()

	told, err := telemetry.Start(ctx, service, cfg.Config, log)
	if err != nil {
		log.Error("not started", "error", err)
		return 1
	}
	defer told.Stop()
	products, checks, err := cfg.open(ctx, log)
	if err != nil {
		log.Error("not started", "error", err)
		return 1
	}
	srv := server.New(server.Options{Service: service, Config: cfg.Config, Log: log, Telemetry: told, Checks: checks, Routes: products.routes})
	if err := srv.Run(ctx); err != nil {
		log.Error("stopped by a failure", "error", err)
		return 1
	}
	log.Info("stopped")
	return 0
}
