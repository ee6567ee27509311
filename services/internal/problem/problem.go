// Package problem writes errors as the services' one JSON shape, RFC 9457.
package problem

import (
	"encoding/json"
	"log/slog"

	"github.com/gin-gonic/gin"

	"slipway/services/internal/requestid"
)

// ContentType is what tells a problem from an answer.
const ContentType = "application/problem+json"

// Problem is the body of every response with a status of 400 or more, except
// that of a failing readiness check.
type Problem struct {
	Type      string `json:"type"`
	Title     string `json:"title"`
	Status    int    `json:"status"`
	Detail    string `json:"detail"`
	RequestID string `json:"request_id"`
}

// Write ends the request with a detail for its caller: what happened, to what,
// and what to do next.
func Write(c *gin.Context, kind Kind, detail string) {
	// Errors are about one moment; a 404 that is cached hides what is created
	// after it.
	c.Header("Cache-Control", "no-store")
	body, err := json.Marshal(Problem{
		Type: kind.Type(), Title: kind.title, Status: kind.Status,
		Detail: detail, RequestID: requestid.From(c.Request.Context()),
	})
	if err != nil { // strings and a number: it cannot be
		c.AbortWithStatus(kind.Status)
		return
	}
	c.Abort()
	c.Data(kind.Status, ContentType, body)
}

// Internal ends the request with a 500. The cause goes to the log only: it may
// hold what a caller must not see.
func Internal(c *gin.Context, log *slog.Logger, err error) {
	log.ErrorContext(c.Request.Context(), "request failed", "error", err)
	Write(c, Fault, InternalMessage)
}

// Dependency ends the request with a 503: what the service stands on failed,
// and the same request may do later. The cause goes to the log only.
func Dependency(c *gin.Context, log *slog.Logger, err error) {
	level := slog.LevelError
	if c.Request.Context().Err() != nil {
		level = slog.LevelInfo // the caller went away, and took its question back
	}
	log.Log(c.Request.Context(), level, "a dependency failed", "error", err)
	c.Header("Retry-After", "1")
	Write(c, Unavailable, UnavailableMessage)
}

// What a caller learns of a fault of the service, and of what it stands on.
const (
	InternalMessage    = "the service failed to answer; retry, and report the request id if it fails again"
	UnavailableMessage = "something that the service needs does not answer; send the same request again in a few seconds"
)

// NotFound answers a path that no route has.
func NotFound(c *gin.Context) {
	Write(c, NoSuchPath, "no such path; check it against the routes of this service")
}

// MethodNotAllowed answers a path that has routes, but none for this method.
func MethodNotAllowed(c *gin.Context) {
	message := "this path does not accept " + c.Request.Method
	if allow := c.Writer.Header().Get("Allow"); allow != "" {
		message += "; use one of " + allow
	}
	Write(c, WrongMethod, message)
}
