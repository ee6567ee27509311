package middleware

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"

	"github.com/gin-gonic/gin"

	"slipway/services/internal/problem"
)

// Recover answers a request whose handler panics with a 500, logs the stack
// and keeps the process. Gin's own recovery writes plain text, and its log is
// not JSON.
func Recover(log *slog.Logger) gin.HandlerFunc {
	return func(c *gin.Context) {
		defer func() {
			p := recover()
			if p == nil {
				return
			}
			if err, ok := p.(error); ok && errors.Is(err, http.ErrAbortHandler) {
				// The handler wants the connection closed without a word.
				panic(http.ErrAbortHandler)
			}
			log.ErrorContext(c.Request.Context(), "handler panicked",
				"panic", fmt.Sprint(p), "route", c.FullPath(), "stack", string(debug.Stack()))
			if c.Writer.Written() {
				// The caller has a status and perhaps half a body. Only a
				// broken connection tells it not to trust them.
				panic(http.ErrAbortHandler)
			}
			problem.Write(c, problem.Fault, problem.InternalMessage)
		}()
		c.Next()
	}
}
