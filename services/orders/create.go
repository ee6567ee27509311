package main

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/gin-gonic/gin"

	"slipway/services/internal/body"
	"slipway/services/internal/problem"
)

const (
	keyHeader    = "Idempotency-Key"
	replayHeader = "Idempotency-Replayed"
	maxKeyLength = 128
)

// create makes an order. With an Idempotency-Key it makes one order however
// often it is asked: a repeated request gets the order as it is now, with the
// status 200 instead of 201.
func (h *handlers) create(c *gin.Context) {
	ctx := c.Request.Context()
	key, err := idempotencyKey(c)
	if err != nil {
		problem.Write(c, problem.Malformed, err.Error())
		return
	}
	var in orderInput
	if !body.Decode(c, &in) {
		return
	}
	lines, err := in.lines()
	if err != nil {
		problem.Write(c, problem.Invalid, oneLine(err))
		return
	}

	idem := idempotency{key: key, fingerprint: fingerprint(lines)}
	// Looked for before pricing, so that a repeated request works even when
	// the catalog is away or has changed its prices. Create looks again, for
	// the request that comes in between.
	if old, err := h.store.Find(ctx, idem); err == nil {
		h.replay(c, old)
		return
	} else if !errors.Is(err, errNotFound) {
		h.fail(c, "new", err)
		return
	}

	now := h.now()
	o := Order{ID: h.newID(), Status: pending, Lines: lines, CreatedAt: now, UpdatedAt: now}
	if err := h.prices.price(ctx, &o); err != nil {
		h.notPriced(c, err)
		return
	}
	o, created, err := h.store.Create(ctx, o, idem)
	if err != nil {
		h.fail(c, "new", err)
		return
	}
	if !created {
		h.replay(c, o)
		return
	}
	h.log.InfoContext(ctx, "order created", "order", o.ID, "lines", len(o.Lines))
	c.Header("Location", "/"+service+"/"+o.ID)
	c.JSON(http.StatusCreated, o)
}

func (h *handlers) replay(c *gin.Context, o Order) {
	h.log.InfoContext(c.Request.Context(), "order asked for again", "order", o.ID)
	c.Header(replayHeader, "true")
	c.Header("Location", "/"+service+"/"+o.ID)
	c.JSON(http.StatusOK, o)
}

func (h *handlers) notPriced(c *gin.Context, err error) {
	if fault, ok := errors.AsType[orderError](err); ok {
		problem.Write(c, problem.Invalid, fault.Error())
		return
	}
	h.log.ErrorContext(c.Request.Context(), "order not priced", "error", err)
	problem.Write(c, problem.Unavailable,
		"no order was made: the catalog does not give its prices; send the same request again later")
}

// idempotencyKey returns the key of the request, or "" when it has none. It
// accepts visible ASCII, which holds every kind of id in use.
func idempotencyKey(c *gin.Context) (string, error) {
	values := c.Request.Header.Values(keyHeader)
	if len(values) == 0 {
		return "", nil
	}
	key := values[0]
	if len(values) > 1 || key == "" || len(key) > maxKeyLength {
		return "", fmt.Errorf("%s must be given once, with 1 to %d characters: send a UUID", keyHeader, maxKeyLength)
	}
	for _, b := range []byte(key) {
		if b <= ' ' || b > '~' {
			return "", fmt.Errorf("%s holds a space or a character that is not visible ASCII: send a UUID", keyHeader)
		}
	}
	return key, nil
}
