package main

import (
	"context"
	"slices"
	"sync"
)

// memoryStore keeps products in memory. They end with the process, and two
// tasks of the service do not see each other's.
type memoryStore struct {
	mu       sync.RWMutex
	products map[string]Product
	// skus is sorted, so that a page is a slice and not a sort.
	skus []string
	// reserved is nil for what was given back.
	reserved map[string][]reservedLine
}

var _ store = (*memoryStore)(nil)

func newMemoryStore() *memoryStore {
	return &memoryStore{products: map[string]Product{}, reserved: map[string][]reservedLine{}}
}

func (s *memoryStore) List(_ context.Context, after string, limit int) ([]Product, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	start, found := slices.BinarySearch(s.skus, after)
	if found {
		start++
	}
	end := min(start+limit, len(s.skus))
	products := make([]Product, 0, end-start)
	for _, sku := range s.skus[start:end] {
		products = append(products, s.products[sku])
	}
	return products, nil
}

func (s *memoryStore) Get(_ context.Context, sku string) (Product, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	p, ok := s.products[sku]
	if !ok {
		return Product{}, errNotFound
	}
	return p, nil
}

func (s *memoryStore) Create(_ context.Context, p Product) (Product, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at, found := slices.BinarySearch(s.skus, p.SKU)
	if found {
		return Product{}, errExists
	}
	p.Version = newVersion()
	s.skus = slices.Insert(s.skus, at, p.SKU)
	s.products[p.SKU] = p
	return p, nil
}

func (s *memoryStore) Update(_ context.Context, p Product, version string) (Product, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	old, err := s.current(p.SKU, version)
	if err != nil {
		return Product{}, err
	}
	p.CreatedAt, p.Version = old.CreatedAt, newVersion()
	s.products[p.SKU] = p
	return p, nil
}

func (s *memoryStore) Delete(_ context.Context, sku, version string) (Product, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	old, err := s.current(sku, version)
	if err != nil {
		return Product{}, err
	}
	at, _ := slices.BinarySearch(s.skus, sku)
	s.skus = slices.Delete(s.skus, at, at+1)
	delete(s.products, sku)
	return old, nil
}

// current is the product if it may be changed.
func (s *memoryStore) current(sku, version string) (Product, error) {
	old, ok := s.products[sku]
	switch {
	case !ok:
		return Product{}, errNotFound
	case version != "" && version != old.Version:
		return Product{}, errChanged
	}
	return old, nil
}
