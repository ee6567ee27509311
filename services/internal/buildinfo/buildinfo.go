// Package buildinfo says which build of a service is running.
package buildinfo

import (
	"net/http"
	"os"
	"runtime"

	"github.com/gin-gonic/gin"
)

// Revision is the source revision that the binary was built from. The build
// sets it with
//
//	-ldflags "-X slipway/services/internal/buildinfo.Revision=<revision>"
//
// so it must stay a package-level string variable with a constant value.
var Revision = "dev"

// Info is what /version answers. A deploy's smoke test compares it with the
// release that it has just applied, so its field names are a contract.
type Info struct {
	Service  string `json:"service"`
	Revision string `json:"revision"`
	Digest   string `json:"digest"`
	Go       string `json:"go"`
}

// Of returns the build information of service. The digest comes from the
// environment because an image cannot contain its own digest; it is empty
// when the task definition does not set it.
func Of(service string) Info {
	return Info{
		Service:  service,
		Revision: Revision,
		Digest:   os.Getenv("IMAGE_DIGEST"),
		Go:       runtime.Version(),
	}
}

// Handler answers with the build information of service.
func Handler(service string) gin.HandlerFunc {
	info := Of(service)
	return func(c *gin.Context) {
		// A cached answer would name the release before this one.
		c.Header("Cache-Control", "no-store")
		c.JSON(http.StatusOK, info)
	}
}
