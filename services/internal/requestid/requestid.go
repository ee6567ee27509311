// Package requestid gives every request an id that its caller, its response
// and its log lines share.
package requestid

import (
	"context"
	"crypto/rand"

	"github.com/gin-gonic/gin"
)

// Header carries the id in both directions.
const Header = "X-Request-Id"

// maxLength leaves room for a UUID with a prefix, and keeps a caller from
// filling the logs.
const maxLength = 64

type contextKey struct{}

// Middleware takes the caller's id when it is valid and makes one when it is
// not, and echoes it. It comes first, so that all that follows can name the
// request.
func Middleware() gin.HandlerFunc {
	return func(c *gin.Context) {
		id := c.GetHeader(Header)
		if !Valid(id) {
			id = rand.Text()
		}
		c.Header(Header, id)
		c.Request = c.Request.WithContext(With(c.Request.Context(), id))
		c.Next()
	}
}

// Valid reports whether a caller may choose id. The characters are those that
// mean nothing to a log query, a shell, a header or a page of HTML.
func Valid(id string) bool {
	if id == "" || len(id) > maxLength {
		return false
	}
	for _, b := range []byte(id) {
		switch {
		case 'a' <= b && b <= 'z', 'A' <= b && b <= 'Z', '0' <= b && b <= '9':
		case b == '-', b == '_', b == '.':
		default:
			return false
		}
	}
	return true
}

// With returns a context that carries id.
func With(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, contextKey{}, id)
}

// From returns the id that ctx carries, or "".
func From(ctx context.Context) string {
	id, _ := ctx.Value(contextKey{}).(string)
	return id
}
