// Package problem writes errors as the services' one JSON shape.
package problem

import (
	"log/slog"
	"net/http"

	"github.com/gin-gonic/gin"

	"slipway/services/internal/requestid"
)

// Problem is the body of every response with a status of 400 or more, except
// that of a failing readiness check.
type Problem struct {
	Error     string `json:"error"`
	RequestID string `json:"request_id"`
}

// Write ends the request with status and a message for its caller: what
// happened, to what, and what to do next.
func Write(c *gin.Context, status int, message string) {
	// Errors are about one moment; a 404 that is cached hides what is created
	// after it.
	c.Header("Cache-Control", "no-store")
	c.AbortWithStatusJSON(status, Problem{Error: message, RequestID: requestid.From(c.Request.Context())})
}

// Internal ends the request with a 500. The cause goes to the log only: it may
// hold what a caller must not see.
func Internal(c *gin.Context, log *slog.Logger, err error) {
	log.ErrorContext(c.Request.Context(), "request failed", "error", err)
	Write(c, http.StatusInternalServerError, InternalMessage)
}

// InternalMessage is all that a caller learns of a fault of the service.
const InternalMessage = "the service failed to answer; retry, and report the request id if it fails again"

// NotFound answers a path that no route has.
func NotFound(c *gin.Context) {
	Write(c, http.StatusNotFound, "no such path; check it against the routes of this service")
}

// MethodNotAllowed answers a path that has routes, but none for this method.
func MethodNotAllowed(c *gin.Context) {
	message := "this path does not accept " + c.Request.Method
	if allow := c.Writer.Header().Get("Allow"); allow != "" {
		message += "; use one of " + allow
	}
	Write(c, http.StatusMethodNotAllowed, message)
}
