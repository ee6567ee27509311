package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"slipway/services/internal/problem"
)

// shop is a catalog with a stock of TEA, and any number of CUP.
type shop struct {
	*httptest.Server
	mu       sync.Mutex
	left     int
	reserved map[string]int
	asked    int
	// fails is how many of the next requests are answered with 503: before they
	// are done, or after it where lost is set.
	fails int
	lost  bool
	token string
}

func newShop(t *testing.T, left int) *shop {
	s := &shop{left: left, reserved: map[string]int{}}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

func (s *shop) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked++
	s.token = r.Header.Get("Authorization")
	fail := s.fails > 0
	if fail {
		s.fails--
		if !s.lost {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
	}
	rec := httptest.NewRecorder()
	s.do(rec, r)
	if fail {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	w.WriteHeader(rec.Code)
	_, _ = w.Write(rec.Body.Bytes())
}

func (s *shop) do(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, "/catalog/products/") {
		_, _ = w.Write([]byte(`{"price_cents":499,"currency":"EUR"}`))
		return
	}
	id := strings.TrimPrefix(r.URL.Path, "/catalog/reservations/")
	if r.Method == http.MethodDelete {
		s.left += s.reserved[id]
		s.reserved[id] = 0
		w.WriteHeader(http.StatusNoContent)
		return
	}
	var in orderInput
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	if _, known := s.reserved[id]; known {
		return
	}
	for _, l := range in.Lines {
		if l.SKU == "TEA" && l.Quantity > s.left {
			w.WriteHeader(http.StatusConflict)
			_, _ = w.Write([]byte(`{"type":"` + problem.OutOfStock.Type() + `","detail":"sku TEA: too few"}`))
			return
		}
	}
	for _, l := range in.Lines {
		if l.SKU == "TEA" {
			s.left -= l.Quantity
			s.reserved[id] = l.Quantity
		}
	}
}

func (s *shop) has(t *testing.T, what string, want int) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.left != want {
		t.Errorf("%s: %d are left, want %d", what, s.left, want)
	}
}
