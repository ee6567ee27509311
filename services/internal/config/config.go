// Package config reads the settings of a service from its environment and
// refuses to go on with a value that it does not understand.
package config

import (
	"log/slog"
	"time"
)

// Config is what every service is told.
type Config struct {
	// Port is where the service listens.
	Port int
	// LogLevel is the least severe level that is logged.
	LogLevel slog.Level
	// ShutdownDelay is how long /readyz fails before the listener closes. It
	// gives the load balancer time to stop choosing this task.
	ShutdownDelay time.Duration
	// ShutdownTimeout is how long requests in flight may take to finish once
	// the listener is closed.
	ShutdownTimeout time.Duration
}

// The defaults add up to 25 seconds. ECS kills a container 30 seconds after
// SIGTERM unless its task definition sets stopTimeout, so a service that is
// given more time here needs a longer stopTimeout too.
const (
	defaultPort            = 8080
	defaultShutdownDelay   = 5 * time.Second
	defaultShutdownTimeout = 20 * time.Second

	// maxShutdown catches a unit that was meant to be another one: nobody
	// waits longer than this for a task to stop.
	maxShutdown = 10 * time.Minute
)

// Load reads the settings that all services share. Ask env.Err afterwards,
// when the service has read its own too, so that one start names every
// mistake.
func Load(env *Reader) Config {
	return Config{
		Port:          env.Int("PORT", defaultPort, 1, 65535),
		LogLevel:      env.Level("LOG_LEVEL", slog.LevelInfo),
		ShutdownDelay: env.Duration("SHUTDOWN_DELAY", defaultShutdownDelay, 0, maxShutdown),
		// Zero would cut off every request in flight.
		ShutdownTimeout: env.Duration("SHUTDOWN_TIMEOUT", defaultShutdownTimeout, time.Millisecond, maxShutdown),
	}
}
