package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"slipway/services/internal/awsclient"
	"slipway/services/internal/problem"
)

const (
	// reservedFor is how long a reservation waits for its order, before it is taken
	// for that of a task that was killed. It is far above the write timeout.
	reservedFor = time.Minute
	// sweepEvery is between two looks at what is to be given back.
	sweepEvery = 30 * time.Second
)

// errTooLate is returned for an order whose reservation was given back meanwhile.
var errTooLate = errors.New("the stock was reserved for too long")

// stock is where the products of orders are. Both may be asked twice.
type stock interface {
	// reserve takes all lines of the order or none. It returns an orderError, or
	// a shortage, when the order is at fault.
	reserve(ctx context.Context, o Order) error
	// release gives back what was reserved for the order, if anything was.
	release(ctx context.Context, order string) error
}

// shortage says which line of an order has too little stock.
type shortage struct{ error }

func (c *catalog) reserve(ctx context.Context, o Order) error {
	body, err := json.Marshal(orderInput{Lines: inputs(o.Lines)})
	if err != nil {
		return fmt.Errorf("reserve for order %s: %w", o.ID, err)
	}
	a, err := c.ask(ctx, http.MethodPut, body, "catalog", "reservations", o.ID)
	if err != nil {
		return err
	}
	if a.status == http.StatusOK {
		return nil
	}
	var p problem.Problem
	if json.Unmarshal(a.body, &p) == nil {
		switch p.Type {
		case problem.OutOfStock.Type():
			return shortage{errors.New(p.Detail)}
		case problem.Missing.Type():
			return orderError{errors.New(p.Detail)}
		}
	}
	return c.unexpected(a)
}

func (c *catalog) release(ctx context.Context, order string) error {
	a, err := c.ask(ctx, http.MethodDelete, nil, "catalog", "reservations", order)
	if err == nil && a.status != http.StatusNoContent {
		err = c.unexpected(a)
	}
	return err
}

func inputs(lines []Line) (all []lineInput) {
	for _, l := range lines {
		all = append(all, lineInput{SKU: l.SKU, Quantity: l.Quantity})
	}
	return all
}

// reserved has the stock reserved while do makes the order. That it may have to be
// given back is written down first: then a task may be killed at any moment.
func (h *handlers) reserved(ctx context.Context, o Order, do func(Order) (Order, error)) (Order, error) {
	if h.stock == nil {
		return do(o)
	}
	if err := h.store.Reserving(ctx, o.ID, o.CreatedAt.Add(reservedFor)); err != nil {
		return Order{}, err
	}
	err := h.stock.reserve(ctx, o)
	if err == nil {
		o.Reserved = true
		var made Order
		if made, err = do(o); err == nil {
			return made, nil
		}
	} else {
		err = blame(err)
	}
	h.giveBack(ctx, o.ID)
	return Order{}, err
}

// giveBack does at once what the sweep would do a little later.
func (h *handlers) giveBack(ctx context.Context, order string) {
	// Who asked may have gone away.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), awsclient.Timeout)
	defer cancel()
	if err := h.store.GiveBack(ctx, order, h.now(), h.stock.release); err != nil {
		h.log.WarnContext(ctx, "stock is given back later", "order", order, "error", err)
	}
}

// sweep gives back what nobody else did, until ctx ends.
func (h *handlers) sweep(ctx context.Context) {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			h.giveBack(ctx, "")
		}
	}
}
