package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"slipway/services/internal/requestid"
)

const (
	// pricingTimeout is for all lines of an order together, and below the
	// server's write timeout, so that a slow catalog is answered with a 503
	// and not with a broken connection.
	pricingTimeout = 5 * time.Second
	// maxPriceCents is the catalog's own limit. A higher price is a fault
	// there, and could overflow a total here.
	maxPriceCents = 1_000_000_000
	// maxAnswer is far above the size of a product.
	maxAnswer = 64 << 10
)

// catalog is a client of the catalog service.
type catalog struct {
	base   *url.URL
	client *http.Client
}

func newCatalog(base *url.URL) *catalog {
	return &catalog{base: base, client: &http.Client{
		// Every request has a deadline from its context. An answer elsewhere
		// is not the catalog's.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// check is the readiness check. It asks whether the catalog is there, and not
// whether it is ready: a catalog that drains has a successor.
func (c *catalog) check(ctx context.Context) error {
	status, _, err := c.get(ctx, "catalog", "healthz")
	if err != nil {
		return err
	}
	if status != http.StatusOK {
		return fmt.Errorf("the catalog at %s answered its health check with %d: check CATALOG_URL and the catalog service", c.base, status)
	}
	return nil
}

// product returns the product, or errNoProduct.
func (c *catalog) product(ctx context.Context, sku string) (product, error) {
	status, body, err := c.get(ctx, "catalog", "products", sku)
	if err != nil {
		return product{}, err
	}
	switch status {
	case http.StatusOK:
	case http.StatusNotFound:
		return product{}, errNoProduct
	default:
		return product{}, fmt.Errorf("the catalog at %s answered %d: look for the request id in its log", c.base, status)
	}
	var p product
	if err := json.Unmarshal(body, &p); err != nil {
		return product{}, fmt.Errorf("the catalog at %s answered with something that is not a product: check CATALOG_URL: %w", c.base, err)
	}
	if p.Currency == "" || p.PriceCents < 0 || p.PriceCents > maxPriceCents {
		return product{}, fmt.Errorf("the catalog at %s gives the price %d %q, which cannot be: correct the product", c.base, p.PriceCents, p.Currency)
	}
	return p, nil
}

func (c *catalog) get(ctx context.Context, path ...string) (int, []byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base.JoinPath(path...).String(), nil)
	if err != nil {
		return 0, nil, fmt.Errorf("ask the catalog at %s: %w", c.base, err)
	}
	// The catalog logs the same id, so one search finds both sides.
	if id := requestid.From(ctx); id != "" {
		req.Header.Set(requestid.Header, id)
	}
	res, err := c.client.Do(req)
	if err != nil {
		return 0, nil, fmt.Errorf("ask the catalog: check CATALOG_URL and the catalog service: %w", err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	if err != nil {
		return 0, nil, fmt.Errorf("read the answer of the catalog at %s: %w", c.base, err)
	}
	return res.StatusCode, body, nil
}
