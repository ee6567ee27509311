package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/gin-gonic/gin/binding"

	"slipway/services/internal/sku"
)

const (
	maxNameLength = 200
	// maxPriceCents keeps the total of the largest order far inside an int64.
	maxPriceCents = 1_000_000_000
	maxStock      = 1_000_000_000
)

// Product is something that can be ordered. Its price is in the smallest unit
// of its currency, because a float cannot hold a price.
type Product struct {
	SKU        string `json:"sku" dynamodbav:"sku"`
	Name       string `json:"name" dynamodbav:"name"`
	PriceCents int64  `json:"price_cents" dynamodbav:"price_cents"`
	Currency   string `json:"currency" dynamodbav:"currency"`
	// Stock is how many are there to be ordered, and nil where nobody counts.
	Stock     *int64    `json:"stock,omitempty" dynamodbav:"stock,omitempty"`
	CreatedAt time.Time `json:"created_at" dynamodbav:"created_at"`
	UpdatedAt time.Time `json:"updated_at" dynamodbav:"updated_at"`
	// Version is another after each write. The store makes it.
	Version string `json:"version" dynamodbav:"version"`
}

// newVersion is drawn and not counted: a product that is deleted and made again
// never has a version of the one before, and a store that tries a write twice
// knows its own by it.
func newVersion() string { return rand.Text() }

// productInput is a product as its caller sends it. The price is a pointer so
// that a free product and a forgotten price are not the same.
type productInput struct {
	SKU        string `json:"sku"`
	Name       string `json:"name"`
	PriceCents *int64 `json:"price_cents"`
	Currency   string `json:"currency"`
	Stock      *int64 `json:"stock"`
}

// product validates the input. The error names everything that is wrong, so
// that a caller corrects it in one go.
func (in productInput) product(now time.Time) (Product, error) {
	var errs []error
	if err := sku.Check(in.SKU); err != nil {
		errs = append(errs, err)
	}
	name := strings.TrimSpace(in.Name)
	if n := utf8.RuneCountInString(name); n == 0 || n > maxNameLength {
		errs = append(errs, fmt.Errorf("name has %d characters: use 1 to %d", n, maxNameLength))
	} else if strings.ContainsFunc(name, unicode.IsControl) {
		errs = append(errs, errors.New("name has a control character: use what can be read"))
	}
	var price int64
	if in.PriceCents == nil {
		errs = append(errs, errors.New("price_cents is missing: send a whole number, 0 for a free product"))
	} else if price = *in.PriceCents; price < 0 || price > maxPriceCents {
		errs = append(errs, fmt.Errorf("price_cents is %d: use 0 to %d", price, maxPriceCents))
	}
	if !isCurrency(in.Currency) {
		errs = append(errs, fmt.Errorf("currency is %q: use an ISO 4217 code in capitals, such as EUR", in.Currency))
	}
	if in.Stock != nil && (*in.Stock < 0 || *in.Stock > maxStock) {
		errs = append(errs, fmt.Errorf("stock is %d: use 0 to %d, or leave it out where nobody counts", *in.Stock, maxStock))
	}
	if len(errs) > 0 {
		return Product{}, errors.Join(errs...)
	}
	return Product{
		SKU: in.SKU, Name: name, PriceCents: price, Currency: in.Currency, Stock: in.Stock,
		CreatedAt: now, UpdatedAt: now,
	}, nil
}

// isCurrency asks the validator that comes with gin, which has the list.
func isCurrency(code string) bool {
	return binding.Validator.ValidateStruct(struct {
		Code string `binding:"required,iso4217"`
	}{code}) == nil
}

// oneLine joins the errors of one product for a JSON message.
func oneLine(err error) string {
	return strings.ReplaceAll(err.Error(), "\n", "; ")
}
