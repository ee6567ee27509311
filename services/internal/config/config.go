// Package config reads the settings of a service from its environment and
// refuses to go on with a value that it does not understand.
package config

import (
	"log/slog"
	"net/url"
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
	// TrustedProxies are the networks whose X-Forwarded-For is believed: that
	// of the load balancer. Without them a client is who connects.
	TrustedProxies []string
	// RateLimit is how many requests a second one client may make of one task,
	// or 0 for any number.
	RateLimit int
	// AdminPort is where metrics are, or 0 for nowhere. Pprof has profiles there
	// too, which slow a service down and show what it holds.
	AdminPort int
	Pprof     bool
	// Telemetry is what is sent to a collector of OpenTelemetry.
	Telemetry Telemetry
	// Tokens says whose tokens a change needs, or is nil where it needs none.
	Tokens *Tokens
}

// Tokens is where an issuer publishes its keys, and what its tokens say in iss
// and aud.
type Tokens struct {
	JWKS             *url.URL
	Issuer, Audience string
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
	maxRate     = 100_000
)

// Load reads the settings that all services share. Ask env.Err afterwards,
// when the service has read its own too, so that one start names every
// mistake.
func Load(env *Reader) Config {
	c := Config{
		Port:          env.Int("PORT", defaultPort, 1, 65535),
		LogLevel:      env.Level("LOG_LEVEL", slog.LevelInfo),
		ShutdownDelay: env.Duration("SHUTDOWN_DELAY", defaultShutdownDelay, 0, maxShutdown),
		// Zero would cut off every request in flight.
		ShutdownTimeout: env.Duration("SHUTDOWN_TIMEOUT", defaultShutdownTimeout, time.Millisecond, maxShutdown),
		TrustedProxies:  env.Networks("TRUSTED_PROXIES"),
		RateLimit:       env.Int("RATE_LIMIT", 0, 0, maxRate),
		AdminPort:       env.Int("ADMIN_PORT", 0, 0, 65535),
		Pprof:           env.Bool("PPROF"),
		Telemetry:       telemetry(env),
		Tokens:          tokens(env),
	}
	if c.AdminPort == c.Port {
		env.Refuse("ADMIN_PORT", env.String("ADMIN_PORT"), "another port than PORT", nil)
	}
	if c.Pprof && c.AdminPort == 0 {
		env.Refuse("PPROF", env.String("PPROF"), "true together with ADMIN_PORT, where profiles are", nil)
	}
	return c
}

// tokens is all or nothing: an issuer without its keys would let everybody in,
// and keys without an audience would take another service's tokens.
func tokens(env *Reader) *Tokens {
	t := &Tokens{JWKS: env.BaseURL("JWKS_URL"), Issuer: env.String("JWT_ISSUER"), Audience: env.String("JWT_AUDIENCE")}
	if env.String("JWKS_URL") == "" && t.Issuer == "" && t.Audience == "" {
		return nil
	}
	for _, name := range []string{"JWKS_URL", "JWT_ISSUER", "JWT_AUDIENCE"} {
		if env.String(name) == "" {
			env.Refuse(name, "", "what it is, as JWKS_URL, JWT_ISSUER and JWT_AUDIENCE are set together", nil)
		}
	}
	return t
}
