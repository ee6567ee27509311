package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"slipway/services/internal/page"
	"slipway/services/internal/problem"
)

// listed names the list in its cursors.
const listed = "orders"

type handlers struct {
	store  store
	prices pricer
	log    *slog.Logger
	now    func() time.Time
	newID  func() string
}

func newHandlers(s store, p pricer, log *slog.Logger) *handlers {
	return &handlers{
		store: s, prices: p, log: log,
		now:   func() time.Time { return time.Now().UTC() },
		newID: rand.Text,
	}
}

// routes adds the routes to r, which is the group below /orders. Ids are long
// and random, so none is ever "healthz".
func (h *handlers) routes(r gin.IRouter) {
	r.POST("", h.create)
	r.GET("", h.list)
	r.GET("/:id", h.get)
	r.POST("/:id/confirm", h.move(confirmed))
	r.POST("/:id/ship", h.move(shipped))
	r.POST("/:id/cancel", h.move(cancelled))
}

func (h *handlers) get(c *gin.Context) {
	o, err := h.store.Get(c.Request.Context(), c.Param("id"))
	if err != nil {
		h.fail(c, c.Param("id"), err)
		return
	}
	c.JSON(http.StatusOK, o)
}

func (h *handlers) list(c *gin.Context) {
	req, err := page.Parse(c, listed)
	if err != nil {
		problem.Write(c, problem.Malformed, err.Error())
		return
	}
	// One more than the page tells whether there is another.
	orders, err := h.store.List(c.Request.Context(), req.After, req.Limit+1)
	if errors.Is(err, errNotFound) {
		problem.Write(c, problem.Malformed, page.ErrCursor.Error())
		return
	}
	if err != nil {
		h.fail(c, "list", err)
		return
	}
	c.JSON(http.StatusOK, page.Of(req, listed, orders, func(o Order) string { return o.ID }))
}

// move returns the handler that takes an order to a status.
func (h *handlers) move(to Status) gin.HandlerFunc {
	return func(c *gin.Context) {
		id := c.Param("id")
		o, err := h.store.Move(c.Request.Context(), id, to, h.now())
		if err != nil {
			h.fail(c, id, err)
			return
		}
		h.log.InfoContext(c.Request.Context(), "order moved", "order", o.ID, "status", string(o.Status))
		c.JSON(http.StatusOK, o)
	}
}

// fail answers what the store refused. What it does not know is the service's
// own fault.
func (h *handlers) fail(c *gin.Context, what string, err error) {
	if refused, ok := errors.AsType[*transitionError](err); ok {
		problem.Write(c, problem.Conflict, refused.Error())
		return
	}
	switch {
	case errors.Is(err, errNotFound):
		problem.Write(c, problem.Missing, fmt.Sprintf("order %q: %v; list the orders to see which there are", what, err))
	case errors.Is(err, errKeyReused):
		problem.Write(c, problem.Conflict, fmt.Sprintf("%v: send a new key for a new order, or the same lines for the same one", err))
	default:
		problem.Internal(c, h.log, fmt.Errorf("order %s: %w", what, err))
	}
}
