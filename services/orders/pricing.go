package main

import (
	"context"
	"errors"
	"fmt"
)

// pricer puts prices on an order. It returns an orderError when the order is
// at fault, and any other error when the prices cannot be had.
type pricer interface {
	price(ctx context.Context, o *Order) error
}

// orderError is a fault of the order that its caller can mend.
type orderError struct{ error }

// unpriced leaves orders without prices. It is what the service does when it
// is given no catalog.
type unpriced struct{}

func (unpriced) price(context.Context, *Order) error { return nil }

// product is what orders needs to know of a product.
type product struct {
	PriceCents int64  `json:"price_cents"`
	Currency   string `json:"currency"`
}

var errNoProduct = errors.New("the catalog has no such product")

// price looks up each line. All must be in one currency: a total of several
// means nothing.
func (c *catalog) price(ctx context.Context, o *Order) error {
	ctx, cancel := context.WithTimeout(ctx, pricingTimeout)
	defer cancel()

	var total int64
	for i := range o.Lines {
		line := &o.Lines[i]
		p, err := c.product(ctx, line.SKU)
		if errors.Is(err, errNoProduct) {
			return orderError{fmt.Errorf("line %d: sku %s: %w: remove the line, or correct its sku", i+1, line.SKU, err)}
		}
		if err != nil {
			return fmt.Errorf("price of %s: %w", line.SKU, err)
		}
		if o.Currency == "" {
			o.Currency = p.Currency
		}
		if o.Currency != p.Currency {
			return orderError{fmt.Errorf("line %d: sku %s is sold in %s and the lines before it in %s: send one order for each currency",
				i+1, line.SKU, p.Currency, o.Currency)}
		}
		line.UnitPriceCents = &p.PriceCents
		total += p.PriceCents * int64(line.Quantity)
	}
	o.TotalCents = &total
	return nil
}
