package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/mail"
	"strings"
	"time"

	"slipway/services/internal/sku"
)

const (
	maxLines    = 50
	maxQuantity = 1000
	// idLength is that of rand.Text.
	idLength = 26
	maxEmail = 254
	// printable is what an address may be made of: quotes and spaces, which some
	// allow, are not in it.
	printable = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.!#$%&'*+-/=?^_`{|}~@"
)

// Order is what a customer asked for. Its prices are those at the time when it
// was made, and absent when the service runs without a catalog.
type Order struct {
	ID         string    `json:"id"`
	Status     Status    `json:"status"`
	Lines      []Line    `json:"lines"`
	TotalCents *int64    `json:"total_cents,omitempty"`
	Currency   string    `json:"currency,omitempty"`
	CreatedAt  time.Time `json:"created_at"`
	UpdatedAt  time.Time `json:"updated_at"`
	// Version is another after each write. The store makes it.
	Version string `json:"version"`
	// Email is where its mail goes, if anywhere: nobody reads it in an answer.
	Email string `json:"-"`
	// Reserved says that the catalog's stock has it.
	Reserved bool `json:"-"`
}

// Line is a number of one product.
type Line struct {
	SKU            string `json:"sku"`
	Quantity       int    `json:"quantity"`
	UnitPriceCents *int64 `json:"unit_price_cents,omitempty"`
}

// isID reports whether id could be an order's: what newID draws. Another one is
// not looked for.
func isID(id string) bool {
	return len(id) == idLength && strings.Trim(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") == ""
}

// orderInput is an order as its caller sends it.
type orderInput struct {
	Lines []lineInput `json:"lines"`
	Email string      `json:"email,omitempty"`
}

type lineInput struct {
	SKU      string `json:"sku"`
	Quantity int    `json:"quantity"`
}

// lines validates the input. The error names every line that is wrong.
func (in orderInput) lines() ([]Line, error) {
	if len(in.Lines) == 0 || len(in.Lines) > maxLines {
		return nil, fmt.Errorf("the order has %d lines: send 1 to %d", len(in.Lines), maxLines)
	}
	var errs []error
	lines := make([]Line, 0, len(in.Lines))
	first := map[string]int{}
	for i, l := range in.Lines {
		if err := sku.Check(l.SKU); err != nil {
			errs = append(errs, fmt.Errorf("line %d: %w", i+1, err))
		} else if n, ok := first[l.SKU]; ok {
			errs = append(errs, fmt.Errorf("line %d: sku %s is in line %d already: add up their quantities", i+1, l.SKU, n))
		} else {
			first[l.SKU] = i + 1
		}
		if l.Quantity < 1 || l.Quantity > maxQuantity {
			errs = append(errs, fmt.Errorf("line %d: quantity is %d: use 1 to %d", i+1, l.Quantity, maxQuantity))
		}
		lines = append(lines, Line{SKU: l.SKU, Quantity: l.Quantity})
	}
	if in.Email != "" && !isAddress(in.Email) {
		errs = append(errs, errors.New("email is no address of up to 254 characters: correct it, or leave it out where no mail is wanted"))
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return lines, nil
}

// isAddress takes what can stand in a header as it is: a name or a comment in it
// could lead a mail elsewhere.
func isAddress(email string) bool {
	parsed, err := mail.ParseAddress(email)
	return err == nil && len(email) <= maxEmail && parsed.Address == email && strings.Trim(email, printable) == ""
}

// fingerprint tells whether two requests ask for the same order: a hash, as an
// order may have many lines. No SKU holds a character that it separates with.
func fingerprint(lines []Line, email string) string {
	h := sha256.New()
	fmt.Fprintln(h, email)
	for _, l := range lines {
		fmt.Fprintf(h, "%s*%d\n", l.SKU, l.Quantity)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// oneLine joins the errors of one order for a JSON message.
func oneLine(err error) string {
	return strings.ReplaceAll(err.Error(), "\n", "; ")
}
