package main

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"slipway/services/internal/etag"
	"slipway/services/internal/page"
	"slipway/services/internal/problem"
	"slipway/services/internal/sku"
)

// listed names the list in its cursors.
const listed = "products"

type handlers struct {
	store store
	// pictures is nil where there is no bucket for them.
	pictures *pictures
	// write stands before what changes something: the check of a token.
	write []gin.HandlerFunc
	log   *slog.Logger
	now   func() time.Time
}

func newHandlers(s store, log *slog.Logger) *handlers {
	// Microseconds: what is answered must be what a store gives back.
	return &handlers{store: s, log: log, now: func() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }}
}

// routes adds the routes to r, which is the group below /catalog.
func (h *handlers) routes(r gin.IRouter) {
	r.GET("/openapi.yaml", openAPI)
	r.GET("/products", h.list)
	r.GET("/products/:sku", h.get)
	r.GET("/products/:sku/picture", h.showPicture)

	w := r.Group("", h.write...)
	w.POST("/products", h.create)
	w.PUT("/products/:sku", h.update)
	w.DELETE("/products/:sku", h.delete)
	w.POST("/products/:sku/picture", h.uploadPicture)
	w.DELETE("/products/:sku/picture", h.deletePicture)
	w.PUT("/reservations/:id", h.reserve)
	w.DELETE("/reservations/:id", h.release)
}

func (h *handlers) list(c *gin.Context) {
	req, err := page.Parse(c, listed)
	if err != nil {
		problem.Write(c, problem.Malformed, err.Error())
		return
	}
	if req.After != "" && sku.Check(req.After) != nil {
		problem.Write(c, problem.Malformed, page.ErrCursor.Error())
		return
	}
	// One more than the page tells whether there is another.
	products, err := h.store.List(c.Request.Context(), req.After, req.Limit+1)
	if err != nil {
		h.fail(c, "list", err)
		return
	}
	c.JSON(http.StatusOK, page.Of(req, listed, products, func(p Product) string { return p.SKU }))
}

func (h *handlers) get(c *gin.Context) {
	p, ok := h.product(c)
	if !ok {
		return
	}
	etag.Set(c, p.Version)
	if etag.Unchanged(c, p.Version) {
		c.Status(http.StatusNotModified)
		return
	}
	c.JSON(http.StatusOK, p)
}

// product returns the product of the path. When it cannot, it has answered the
// request. A SKU that cannot be is not looked for.
func (h *handlers) product(c *gin.Context) (Product, bool) {
	id := c.Param("sku")
	if sku.Check(id) != nil {
		h.fail(c, id, errNotFound)
		return Product{}, false
	}
	p, err := h.store.Get(c.Request.Context(), id)
	if err != nil {
		h.fail(c, id, err)
		return Product{}, false
	}
	return p, true
}

// fail answers what the store refused. What it does not know is a failure of
// the table or the bucket.
func (h *handlers) fail(c *gin.Context, what string, err error) {
	switch {
	case errors.Is(err, errNotFound):
		problem.Write(c, problem.Missing, fmt.Sprintf("product %q: %v; list the products to see which there are", what, err))
	case errors.Is(err, errNoPicture):
		problem.Write(c, problem.Missing, fmt.Sprintf("product %q: %v; upload one", what, err))
	case errors.Is(err, errReleased):
		problem.Write(c, problem.Conflict, fmt.Sprintf("reservation %q: %v; make another order", what, err))
	case errors.Is(err, errExists):
		problem.Write(c, problem.Exists, fmt.Sprintf("product %q: %v; update it with PUT, or choose another sku", what, err))
	case errors.Is(err, errChanged):
		problem.Write(c, problem.Changed, fmt.Sprintf("product %q: %v; get it, and send your change with its new ETag", what, err))
	default:
		problem.Dependency(c, h.log, fmt.Errorf("product %s: %w", what, err))
	}
}
