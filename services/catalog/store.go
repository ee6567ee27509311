package main

import (
	"context"
	"errors"
)

var (
	// errNotFound is returned for a SKU that no product has.
	errNotFound = errors.New("no product has this sku")
	// errExists is returned for a SKU that a product has already.
	errExists = errors.New("a product has this sku already")
	// errChanged is returned for a version that the product no longer has.
	errChanged = errors.New("the product has another version now")
)

// store keeps products. Each method is atomic, and safe for concurrent use. An
// error that is none of the above is the store's own failure.
type store interface {
	// List returns at most limit products whose SKU comes after the given
	// one, in the order of their SKUs. The SKU itself need not exist any more.
	List(ctx context.Context, after string, limit int) ([]Product, error)
	// Get returns the product as it was last written, or errNotFound.
	Get(ctx context.Context, sku string) (Product, error)
	// Create adds the product, or returns errExists.
	Create(ctx context.Context, p Product) (Product, error)
	// Update replaces all but the SKU and CreatedAt, and returns the product
	// as it is now, or errNotFound. Unless version is "", a product of another
	// version is left, with errChanged.
	Update(ctx context.Context, p Product, version string) (Product, error)
	// Delete removes the product and returns it as it was, or errNotFound, or
	// errChanged as Update.
	Delete(ctx context.Context, sku, version string) (Product, error)
	// Reserve takes what is wanted from the stock, of all lines or of none, once
	// for each id, or returns a stockError, or errReleased.
	Reserve(ctx context.Context, id string, lines []reservedLine) error
	// Release gives back what was reserved, once. A reservation that comes after it
	// is refused: it may have been on its way for long.
	Release(ctx context.Context, id string) error
}
