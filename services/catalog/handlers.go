package main

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"slipway/services/internal/body"
	"slipway/services/internal/page"
	"slipway/services/internal/problem"
)

// listed names the list in its cursors.
const listed = "products"

type handlers struct {
	store store
	log   *slog.Logger
	now   func() time.Time
}

func newHandlers(s store, log *slog.Logger) *handlers {
	return &handlers{store: s, log: log, now: func() time.Time { return time.Now().UTC() }}
}

// routes adds the routes to r, which is the group below /catalog.
func (h *handlers) routes(r gin.IRouter) {
	r.GET("/products", h.list)
	r.POST("/products", h.create)
	r.GET("/products/:sku", h.get)
	r.PUT("/products/:sku", h.update)
	r.DELETE("/products/:sku", h.delete)
}

func (h *handlers) list(c *gin.Context) {
	req, err := page.Parse(c, listed)
	if err != nil {
		problem.Write(c, problem.Malformed, err.Error())
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
	p, err := h.store.Get(c.Request.Context(), c.Param("sku"))
	if err != nil {
		h.fail(c, c.Param("sku"), err)
		return
	}
	c.JSON(http.StatusOK, p)
}

func (h *handlers) create(c *gin.Context) {
	var in productInput
	if !body.Decode(c, &in) {
		return
	}
	p, err := in.product(h.now())
	if err != nil {
		problem.Write(c, problem.Invalid, oneLine(err))
		return
	}
	if err := h.store.Create(c.Request.Context(), p); err != nil {
		h.fail(c, p.SKU, err)
		return
	}
	h.log.InfoContext(c.Request.Context(), "product created", "sku", p.SKU)
	c.Header("Location", "/"+service+"/products/"+p.SKU)
	c.JSON(http.StatusCreated, p)
}

func (h *handlers) update(c *gin.Context) {
	var in productInput
	if !body.Decode(c, &in) {
		return
	}
	sku := c.Param("sku")
	// The body may leave out what the path says, and may not contradict it:
	// orders refer to a SKU, so it never changes.
	if in.SKU == "" {
		in.SKU = sku
	}
	if in.SKU != sku {
		problem.Write(c, problem.Invalid, fmt.Sprintf(
			"sku is %q in the body and %q in the path: a sku cannot change; delete the product and create another", in.SKU, sku))
		return
	}
	p, err := in.product(h.now())
	if err != nil {
		problem.Write(c, problem.Invalid, oneLine(err))
		return
	}
	if p, err = h.store.Update(c.Request.Context(), p); err != nil {
		h.fail(c, sku, err)
		return
	}
	h.log.InfoContext(c.Request.Context(), "product updated", "sku", p.SKU)
	c.JSON(http.StatusOK, p)
}

func (h *handlers) delete(c *gin.Context) {
	sku := c.Param("sku")
	if err := h.store.Delete(c.Request.Context(), sku); err != nil {
		h.fail(c, sku, err)
		return
	}
	h.log.InfoContext(c.Request.Context(), "product deleted", "sku", sku)
	c.Status(http.StatusNoContent)
}

// fail answers what the store refused. What it does not know is the service's
// own fault.
func (h *handlers) fail(c *gin.Context, what string, err error) {
	switch {
	case errors.Is(err, errNotFound):
		problem.Write(c, problem.Missing, fmt.Sprintf("product %q: %v; list the products to see which there are", what, err))
	case errors.Is(err, errExists):
		problem.Write(c, problem.Exists, fmt.Sprintf("product %q: %v; update it with PUT, or choose another sku", what, err))
	default:
		problem.Internal(c, h.log, fmt.Errorf("product %s: %w", what, err))
	}
}
