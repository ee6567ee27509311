package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"slipway/services/internal/etag"
	"slipway/services/internal/page"
	"slipway/services/internal/problem"
)

// listed names the list in its cursors.
const listed = "orders"

type handlers struct {
	store  store
	prices pricer
	// stock is nil where there is no catalog: then nothing is reserved.
	stock stock
	// bucket is nil where there is no place for receipts.
	bucket *bucket
	// write stands before what changes something: the check of a token.
	write []gin.HandlerFunc
	log   *slog.Logger
	now   func() time.Time
	newID func() string
}

func newHandlers(s store, p pricer, log *slog.Logger) *handlers {
	return &handlers{
		store: s, prices: p, log: log,
		// Microseconds: what is answered must be what a store gives back.
		now:   func() time.Time { return time.Now().UTC().Truncate(time.Microsecond) },
		newID: rand.Text,
	}
}

// routes adds the routes to r, which is the group below /orders. Ids are long
// and random, so none is ever "healthz".
func (h *handlers) routes(r gin.IRouter) {
	r.GET("/openapi.yaml", openAPI)
	r.GET("", h.list)
	r.GET("/:id", h.get)
	r.GET("/:id/receipt", h.showReceipt)

	w := r.Group("", h.write...)
	w.POST("", h.create)
	w.POST("/:id/confirm", h.move(confirmed))
	w.POST("/:id/ship", h.move(shipped))
	w.POST("/:id/cancel", h.move(cancelled))
}

func (h *handlers) get(c *gin.Context) {
	o, ok := h.order(c)
	if !ok {
		return
	}
	etag.Set(c, o.Version)
	if etag.Unchanged(c, o.Version) {
		c.Status(http.StatusNotModified)
		return
	}
	c.JSON(http.StatusOK, o)
}

// order returns the order of the path. When it cannot, it has answered the
// request.
func (h *handlers) order(c *gin.Context) (Order, bool) {
	id := c.Param("id")
	if !isID(id) {
		h.fail(c, id, errNotFound)
		return Order{}, false
	}
	o, err := h.store.Get(c.Request.Context(), id)
	if err != nil {
		h.fail(c, id, err)
		return Order{}, false
	}
	return o, true
}

func (h *handlers) list(c *gin.Context) {
	req, err := page.Parse(c, listed)
	if err != nil {
		problem.Write(c, problem.Malformed, err.Error())
		return
	}
	if req.After != "" && !isID(req.After) {
		problem.Write(c, problem.Malformed, page.ErrCursor.Error())
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

// move returns the handler that takes an order to a status. It needs no version,
// as its steps are what the state machine allows; with one it takes no other.
func (h *handlers) move(to Status) gin.HandlerFunc {
	return func(c *gin.Context) {
		match, err := etag.IfMatch(c)
		if err != nil {
			problem.Write(c, problem.Malformed, err.Error())
			return
		}
		id := c.Param("id")
		if !isID(id) {
			h.fail(c, id, errNotFound)
			return
		}
		o, err := h.store.Move(c.Request.Context(), id, to, match.Version, h.now())
		if err != nil {
			h.fail(c, id, err)
			return
		}
		h.log.InfoContext(c.Request.Context(), "order moved", "order", o.ID, "status", string(o.Status))
		if o.Status == cancelled && o.Reserved && h.stock != nil {
			h.giveBack(c.Request.Context(), o.ID)
		}
		etag.Set(c, o.Version)
		c.JSON(http.StatusOK, o)
	}
}

// fail answers what the store refused. What it does not know is a failure of
// the database.
func (h *handlers) fail(c *gin.Context, what string, err error) {
	if refused, ok := errors.AsType[*transitionError](err); ok {
		problem.Write(c, problem.Conflict, refused.Error())
		return
	}
	switch {
	case errors.Is(err, errNotFound):
		problem.Write(c, problem.Missing, fmt.Sprintf("order %q: %v; list the orders to see which there are", what, err))
	case errors.Is(err, errKeyReused):
		problem.Write(c, problem.KeyReused, fmt.Sprintf("%v: send a new key for a new order, or the same lines for the same one", err))
	case errors.Is(err, errKeyBusy):
		c.Header("Retry-After", "1")
		problem.Write(c, problem.InProgress, fmt.Sprintf("%v: send the same request again in a second", err))
	case errors.Is(err, errChanged):
		problem.Write(c, problem.Changed, fmt.Sprintf("order %q: %v; get it, and send your change with its new ETag", what, err))
	default:
		problem.Dependency(c, h.log, fmt.Errorf("order %s: %w", what, err))
	}
}
