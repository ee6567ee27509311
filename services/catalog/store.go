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
)

// store keeps products. Each method is atomic, and safe for concurrent use.
// The contexts are for a store on the other side of a network; its checks
// belong in server.Options.Checks.
type store interface {
	// List returns at most limit products whose SKU comes after the given
	// one, in the order of their SKUs. The SKU itself need not exist any more.
	List(ctx context.Context, after string, limit int) ([]Product, error)
	// Get returns the product, or errNotFound.
	Get(ctx context.Context, sku string) (Product, error)
	// Create adds the product, or returns errExists.
	Create(ctx context.Context, p Product) error
	// Update replaces all but the SKU and CreatedAt, and returns the product
	// as it is now, or errNotFound.
	Update(ctx context.Context, p Product) (Product, error)
	// Delete removes the product, or returns errNotFound.
	Delete(ctx context.Context, sku string) error
}
