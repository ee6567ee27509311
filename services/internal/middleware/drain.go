package middleware

import "github.com/gin-gonic/gin"

// CloseWhenDraining asks callers not to reuse their connection once draining
// reports true. A load balancer keeps idle connections open and would send its
// next request on one just as the server closes it, which its caller sees as a
// 502. Asking in a response has no such race.
func CloseWhenDraining(draining func() bool) gin.HandlerFunc {
	return func(c *gin.Context) {
		if draining() {
			c.Header("Connection", "close")
		}
		c.Next()
	}
}
