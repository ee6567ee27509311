package main

import "context"

func (s *memoryStore) Reserve(_ context.Context, id string, lines []reservedLine) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if before, known := s.reserved[id]; known {
		if before == nil {
			return errReleased
		}
		return nil
	}
	for _, l := range lines {
		p, ok := s.products[l.SKU]
		if !ok {
			return &stockError{sku: l.SKU, wanted: l.Quantity}
		}
		if p.Stock != nil && *p.Stock < l.Quantity {
			return &stockError{sku: l.SKU, left: p.Stock, wanted: l.Quantity}
		}
	}
	taken := []reservedLine{}
	for _, l := range lines {
		if s.add(l.SKU, -l.Quantity) {
			taken = append(taken, l)
		}
	}
	s.reserved[id] = taken
	return nil
}

func (s *memoryStore) Release(_ context.Context, id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, l := range s.reserved[id] {
		s.add(l.SKU, l.Quantity)
	}
	s.reserved[id] = nil
	return nil
}

// add changes a stock, if somebody counts it.
func (s *memoryStore) add(sku string, n int64) bool {
	p, ok := s.products[sku]
	if !ok || p.Stock == nil {
		return false
	}
	stock := *p.Stock + n
	p.Stock, p.Version = &stock, newVersion()
	s.products[sku] = p
	return true
}
