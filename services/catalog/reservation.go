package main

import (
	"errors"
	"fmt"

	"slipway/services/internal/sku"
)

const (
	maxLines    = 50
	maxQuantity = 1000
	// maxID is far above that of an order.
	maxID = 64
)

// errReleased is returned for what is to be reserved after it was given back.
var errReleased = errors.New("the reservation was given back")

// stockError refuses a line, and with it all of them.
type stockError struct {
	sku string
	// left is nil where there is no such product.
	left   *int64
	wanted int64
}

func (e *stockError) Error() string {
	if e.left == nil {
		return fmt.Sprintf("sku %s: %v", e.sku, errNotFound)
	}
	return fmt.Sprintf("sku %s: %d are wanted and %d are left", e.sku, e.wanted, *e.left)
}

// reservedLine is a number of one product.
type reservedLine struct {
	SKU      string `json:"sku" dynamodbav:"sku"`
	Quantity int64  `json:"quantity" dynamodbav:"quantity"`
}

// reservationInput is a reservation as its caller sends it, and is answered.
type reservationInput struct {
	Lines []reservedLine `json:"lines"`
}

func (in reservationInput) check() error {
	if len(in.Lines) == 0 || len(in.Lines) > maxLines {
		return fmt.Errorf("the reservation has %d lines: send 1 to %d", len(in.Lines), maxLines)
	}
	var errs []error
	seen := map[string]bool{}
	for i, l := range in.Lines {
		if err := sku.Check(l.SKU); err != nil {
			errs = append(errs, fmt.Errorf("line %d: %w", i+1, err))
		}
		if seen[l.SKU] {
			errs = append(errs, fmt.Errorf("line %d: sku %s is in a line before: add up their quantities", i+1, l.SKU))
		}
		seen[l.SKU] = true
		if l.Quantity < 1 || l.Quantity > maxQuantity {
			errs = append(errs, fmt.Errorf("line %d: quantity is %d: use 1 to %d", i+1, l.Quantity, maxQuantity))
		}
	}
	return errors.Join(errs...)
}

// isReservation reports whether id may name one: it stands in a key of the table.
func isReservation(id string) bool { return len(id) <= maxID && sku.Check(id) == nil }
