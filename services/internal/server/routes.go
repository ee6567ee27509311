package server

import (
	"net/http"
	"path"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"slipway/services/internal/body"
	"slipway/services/internal/buildinfo"
	"slipway/services/internal/health"
	"slipway/services/internal/middleware"
	"slipway/services/internal/problem"
	"slipway/services/internal/ratelimit"
	"slipway/services/internal/requestid"
	"slipway/services/internal/telemetry"
)

// routes returns the engine with everything that all services answer, and the
// service's own routes below its prefix.
func routes(o Options, ready *health.Readiness) *gin.Engine {
	gin.SetMode(gin.ReleaseMode)
	engine := gin.New()
	// A redirect has no JSON body, and gin sends it past the middleware.
	engine.RedirectTrailingSlash = false
	engine.HandleMethodNotAllowed = true
	// Anybody can send a header that names an address, so that of a proxy which
	// the settings name is believed alone. They were read as networks: there is
	// no error to get.
	_ = engine.SetTrustedProxies(o.Config.TrustedProxies)

	engine.Use(
		telemetry.Route,
		requestid.Middleware(),
		middleware.AccessLog(o.Log, isProbe),
		middleware.Recover(o.Log),
		middleware.CloseWhenDraining(ready.Draining),
		body.Limit(maxBodyBytes),
	)
	engine.NoRoute(problem.NotFound)
	engine.NoMethod(problem.MethodNotAllowed)

	// The load balancer's health check reaches a task at the root; callers,
	// and the smoke test through the load balancer, at the prefix.
	own := engine.Group("/" + o.Service)
	for _, group := range []gin.IRouter{engine, own} {
		probe(group, "/healthz", health.Alive)
		probe(group, "/readyz", ready.Ready)
		probe(group, "/version", buildinfo.Handler(o.Service))
	}
	// Not before the probes: a load balancer must not be refused.
	own.Use(ratelimit.PerClient(o.Config.RateLimit, time.Now))
	o.Routes(own)
	return engine
}

// probe accepts HEAD too, which some uptime checks send.
func probe(r gin.IRouter, at string, h gin.HandlerFunc) {
	r.Match([]string{http.MethodGet, http.MethodHead}, at, h)
}

// isProbe is asked of routes and of paths. What is deeper is none, as a product that
// is called healthz.
func isProbe(at string) bool {
	name := path.Base(at)
	return strings.Count(at, "/") <= 2 && (name == "healthz" || name == "readyz")
}
