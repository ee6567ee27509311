// Package server runs a service: its routes, its limits, and a stop that loses
// no request.
package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/gin-gonic/gin"

	"slipway/services/internal/config"
	"slipway/services/internal/health"
	"slipway/services/internal/telemetry"
)

const (
	readHeaderTimeout = 5 * time.Second
	readTimeout       = 10 * time.Second
	writeTimeout      = 15 * time.Second
	// idleTimeout is above the 60 seconds after which an Application Load
	// Balancer closes an idle connection. Were it below, the server would
	// close one that the balancer is about to use, and a caller would see 502.
	idleTimeout = 75 * time.Second

	maxHeaderBytes = 32 << 10
	maxBodyBytes   = 1 << 20
)

// Options is what one service adds to what all share.
type Options struct {
	// Service is its name, and the prefix of its paths.
	Service string
	Config  config.Config
	Log     *slog.Logger
	// Telemetry is who is told of requests, or nil for nobody.
	Telemetry *telemetry.Telemetry
	// Checks are the dependencies without which it is not ready.
	Checks []health.Check
	// Routes adds its routes to the group below its prefix.
	Routes func(gin.IRouter)
}

// Server is a service that can be run once.
type Server struct {
	log      *slog.Logger
	cfg      config.Config
	http     *http.Server
	admin    *admin // nil where the settings want none
	ready    *health.Readiness
	inFlight atomic.Int64
	// cancel ends the context of every request. It is for those that are cut
	// off; a request that is drained keeps its context.
	cancel context.CancelFunc
	// after is time.After, except in tests, which decide when time passes.
	after func(time.Duration) <-chan time.Time
}

// New returns the server of one service.
func New(o Options) *Server {
	ctx, cancel := context.WithCancel(context.Background())
	s := &Server{
		log:    o.Log,
		cfg:    o.Config,
		ready:  health.NewReadiness(o.Log, o.Checks...),
		cancel: cancel,
		after:  time.After,
	}
	if o.Config.AdminPort != 0 {
		s.admin = newAdmin(o)
	}
	s.http = &http.Server{
		Handler:           s.count(o.Telemetry.Observe(routes(o, s.ready), isProbe, s.inFlight.Load)),
		ReadHeaderTimeout: readHeaderTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		BaseContext:       func(net.Listener) context.Context { return ctx },
		// What net/http itself complains of would not be JSON otherwise.
		ErrorLog: slog.NewLogLogger(o.Log.Handler(), slog.LevelWarn),
	}
	return s
}

// Handler is what the server serves, for tests that need no network.
func (s *Server) Handler() http.Handler { return s.http.Handler }

// Run listens on the configured port and serves until ctx is done, then
// drains. It returns nil when every request was answered.
func (s *Server) Run(ctx context.Context) error {
	addr := net.JoinHostPort("", strconv.Itoa(s.cfg.Port))
	ln, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	if err != nil {
		return fmt.Errorf("cannot listen on port %d, choose a free one above 1023 with PORT: %w", s.cfg.Port, err)
	}
	stop, err := s.admin.start(ctx)
	if err != nil {
		return errors.Join(err, ln.Close())
	}
	defer stop()
	return s.Serve(ctx, ln)
}

// Serve is Run on a listener that it is given and closes.
func (s *Server) Serve(ctx context.Context, ln net.Listener) error {
	defer s.cancel()
	served := make(chan error, 1)
	go func() { served <- s.http.Serve(ln) }()
	s.log.Info("listening", "address", ln.Addr().String())

	select {
	case <-ctx.Done():
		return s.drain(served)
	case err := <-served:
		return fmt.Errorf("serving on %s ended: %w", ln.Addr(), err)
	}
}

// drain stops the server in the order that loses nothing: first be unready
// while still serving, until the load balancer has seen it; then close the
// listener; then wait for the requests in flight.
func (s *Server) drain(served <-chan error) error {
	s.ready.Drain()
	s.log.Info("draining", "delay", s.cfg.ShutdownDelay.String(), "timeout", s.cfg.ShutdownTimeout.String(),
		"in_flight", s.inFlight.Load())

	select {
	case <-s.after(s.cfg.ShutdownDelay):
	case err := <-served:
		return fmt.Errorf("serving ended while draining: %w", err)
	}

	ctx, cancel := context.WithTimeout(context.Background(), s.cfg.ShutdownTimeout)
	defer cancel()
	err := s.http.Shutdown(ctx)
	if err == nil {
		return nil
	}
	cut := s.inFlight.Load()
	if closeErr := s.http.Close(); closeErr != nil {
		err = errors.Join(err, closeErr)
	}
	return fmt.Errorf("%d request(s) cut off after %s, raise SHUTDOWN_TIMEOUT if they are legitimate: %w",
		cut, s.cfg.ShutdownTimeout, err)
}

// count keeps the number of requests in flight, for the lines about draining.
func (s *Server) count(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.inFlight.Add(1)
		defer s.inFlight.Add(-1)
		next.ServeHTTP(w, r)
	})
}
