// Package middleware holds what every request of every service passes through.
package middleware

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
)

// unmatched stands in the log for the template of a path that has no route.
const unmatched = "unmatched"

// AccessLog writes one line for each request. It logs the route's template
// rather than the path, so that lines can be counted by route and no value
// from a path ends up in the log. Those that quiet accepts, the health checks,
// are logged at debug: several load balancer nodes send one every few seconds.
func AccessLog(log *slog.Logger, quiet func(route string) bool) gin.HandlerFunc {
	return func(c *gin.Context) {
		start := time.Now()
		// Deferred, so that a connection that Recover gives up on is logged
		// too.
		defer func() {
			route := c.FullPath()
			if route == "" {
				route = unmatched
			}
			status := c.Writer.Status()
			log.LogAttrs(c.Request.Context(), accessLevel(route, status, quiet), "request",
				slog.String("method", c.Request.Method),
				slog.String("route", route),
				slog.Int("status", status),
				slog.Float64("duration_ms", float64(time.Since(start).Microseconds())/1000),
				// Gin says -1 when nothing was written.
				slog.Int("bytes", max(0, c.Writer.Size())),
			)
		}()
		c.Next()
	}
}

func accessLevel(route string, status int, quiet func(string) bool) slog.Level {
	switch {
	case quiet(route):
		return slog.LevelDebug
	case status >= http.StatusInternalServerError:
		return slog.LevelError
	}
	return slog.LevelInfo
}
