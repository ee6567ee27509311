package server

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/pprof"
	"strconv"
	"time"
)

// adminTimeout lets a profile of half a minute end.
const adminTimeout = 2 * time.Minute

// admin is the second listener, for whoever runs the service: the load balancer
// leads nobody there.
type admin struct {
	http *http.Server
	log  *slog.Logger
}

func newAdmin(o Options) *admin {
	mux := http.NewServeMux()
	if metrics := o.Telemetry.Metrics(); metrics != nil {
		mux.Handle("GET /metrics", metrics)
	}
	if o.Config.Pprof {
		mux.HandleFunc("/debug/pprof/", pprof.Index)
		mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
		mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
		mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
		// No cmdline: what a program was started with is nobody's business.
	}
	return &admin{log: o.Log, http: &http.Server{
		Addr: net.JoinHostPort("", strconv.Itoa(o.Config.AdminPort)), Handler: mux,
		ReadHeaderTimeout: readHeaderTimeout, ReadTimeout: readTimeout, WriteTimeout: adminTimeout,
		ErrorLog: slog.NewLogLogger(o.Log.Handler(), slog.LevelWarn),
	}}
}

// start listens, and returns what ends it: after the drain, which is watched
// there.
func (a *admin) start(ctx context.Context) (stop func(), err error) {
	if a == nil {
		return func() {}, nil
	}
	ln, err := new(net.ListenConfig).Listen(ctx, "tcp", a.http.Addr)
	if err != nil {
		return nil, fmt.Errorf("cannot listen on %s for metrics, choose a free port above 1023 with ADMIN_PORT: %w", a.http.Addr, err)
	}
	a.log.Info("metrics", "address", ln.Addr().String())
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = a.http.Serve(ln) // it ends when it is closed
	}()
	return func() {
		_ = a.http.Close() // nobody waits for a profile
		<-served
	}, nil
}
