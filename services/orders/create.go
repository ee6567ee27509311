package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/gin-gonic/gin"

	"slipway/services/internal/awsclient"
	"slipway/services/internal/body"
	"slipway/services/internal/etag"
	"slipway/services/internal/problem"
)

const (
	keyHeader    = "Idempotency-Key"
	replayHeader = "Idempotency-Replayed"
	maxKeyLength = 128
)

// errCatalog says that no order was made because the catalog failed.
var errCatalog = errors.New("the catalog failed")

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

	now := h.now()
	o := Order{ID: h.newID(), Status: pending, Lines: lines, Email: in.Email, CreatedAt: now, UpdatedAt: now}
	idem := idempotency{key: key, fingerprint: fingerprint(lines, in.Email), order: o.ID}
	// Before pricing, so that a repeated request works even when the catalog is
	// away or has changed its prices.
	old, made, err := h.store.Claim(ctx, idem, now)
	if err != nil {
		h.fail(c, "new", err)
		return
	}
	if made {
		h.replay(c, old)
		return
	}
	if o, err = h.place(ctx, o, idem); err != nil {
		h.notMade(c, err)
		return
	}
	h.log.InfoContext(ctx, "order created", "order", o.ID, "lines", len(o.Lines))
	h.found(c, http.StatusCreated, o)
}

// place prices the order, reserves its stock and stores it. What fails uses up no key.
func (h *handlers) place(ctx context.Context, o Order, idem idempotency) (Order, error) {
	made, err := h.priced(ctx, o, idem)
	if err == nil {
		return made, nil
	}
	if idem.key == "" {
		return Order{}, err
	}
	// Who asked may have gone away, and asks again with the same key.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), awsclient.Timeout)
	defer cancel()
	if abandoned := h.store.Abandon(ctx, idem); abandoned != nil {
		h.log.WarnContext(ctx, "an Idempotency-Key stays claimed for a minute", "error", abandoned)
	}
	return Order{}, err
}

func (h *handlers) priced(ctx context.Context, o Order, idem idempotency) (Order, error) {
	if err := h.prices.price(ctx, &o); err != nil {
		return Order{}, blame(err)
	}
	return h.reserved(ctx, o, func(o Order) (Order, error) { return h.store.Create(ctx, o, idem) })
}

// blame tells what the catalog failed at from what the order is to blame for.
func blame(err error) error {
	_, order := errors.AsType[orderError](err)
	_, short := errors.AsType[shortage](err)
	if order || short {
		return err
	}
	return fmt.Errorf("%w: %w", errCatalog, err)
}

func (h *handlers) replay(c *gin.Context, o Order) {
	h.log.InfoContext(c.Request.Context(), "order asked for again", "order", o.ID)
	c.Header(replayHeader, "true")
	h.found(c, http.StatusOK, o)
}

// found answers with an order and where it is.
func (h *handlers) found(c *gin.Context, status int, o Order) {
	c.Header("Location", "/"+service+"/"+o.ID)
	etag.Set(c, o.Version)
	c.JSON(status, o)
}

func (h *handlers) notMade(c *gin.Context, err error) {
	if fault, ok := errors.AsType[orderError](err); ok {
		problem.Write(c, problem.Invalid, fault.Error())
		return
	}
	if short, ok := errors.AsType[shortage](err); ok {
		problem.Write(c, problem.OutOfStock, short.Error())
		return
	}
	if !errors.Is(err, errCatalog) && !errors.Is(err, errTooLate) {
		h.fail(c, "new", err)
		return
	}
	h.log.ErrorContext(c.Request.Context(), "order not made", "error", err)
	c.Header("Retry-After", "1")
	problem.Write(c, problem.Unavailable,
		"no order was made: the catalog does not answer; send the same request again in a few seconds")
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
