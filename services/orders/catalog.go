package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/failsafe-go/failsafe-go"
	"github.com/failsafe-go/failsafe-go/circuitbreaker"
	"github.com/failsafe-go/failsafe-go/retrypolicy"
	"github.com/failsafe-go/failsafe-go/timeout"

	"slipway/services/internal/requestid"
	"slipway/services/internal/telemetry"
)

const (
	// pricingTimeout is for all lines of an order together, and below the
	// server's write timeout, so that a slow catalog is answered with a 503
	// and not with a broken connection.
	pricingTimeout = 5 * time.Second
	// attemptTimeout is for one answer of the catalog.
	attemptTimeout = 1500 * time.Millisecond
	attempts       = 3
	firstPause     = 50 * time.Millisecond
	longestPause   = 400 * time.Millisecond
	// failuresInARow are those of two orders or so.
	failuresInARow     = 6
	pauseAfterFailures = 5 * time.Second
	// maxPriceCents is the catalog's own limit. A higher price is a fault
	// there, and could overflow a total here.
	maxPriceCents = 1_000_000_000
	// maxAnswer is far above the size of a product.
	maxAnswer = 64 << 10
)

// answer is what the catalog says.
type answer struct {
	status int
	body   []byte
}

// catalog is a client of the catalog service.
type catalog struct {
	base   *url.URL
	token  string
	client *http.Client
	// calls bounds and repeats what is asked, and asks no more for a while where
	// the catalog fails every time: an order is then refused at once.
	calls failsafe.Executor[answer]
}

func newCatalog(base *url.URL, token string) *catalog {
	return &catalog{base: base, token: token, calls: failsafe.With(
		// All that is asked may be asked twice.
		retrypolicy.NewBuilder[answer]().HandleIf(fails).AbortOnErrors(circuitbreaker.ErrOpen).ReturnLastFailure().
			WithMaxAttempts(attempts).WithBackoff(firstPause, longestPause).WithJitterFactor(0.3).Build(),
		circuitbreaker.NewBuilder[answer]().HandleIf(fails).WithFailureThreshold(failuresInARow).WithDelay(pauseAfterFailures).Build(),
		timeout.New[answer](attemptTimeout),
	), client: &http.Client{
		Transport: telemetry.Transport(http.DefaultTransport),
		// Every request has a deadline from its context. An answer elsewhere
		// is not the catalog's.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// fails reports whether the catalog is to blame, and may do better soon. A caller
// who went away is not its fault.
func fails(a answer, err error) bool {
	switch a.status {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return err != nil && !errors.Is(err, context.Canceled)
}

// check is the readiness check. It asks whether the catalog is there, and not
// whether it is ready: a catalog that drains has a successor.
func (c *catalog) check(ctx context.Context) error {
	a, err := c.once(ctx, http.MethodGet, nil, "catalog", "healthz")
	if err != nil {
		return err
	}
	if a.status != http.StatusOK {
		return fmt.Errorf("the catalog at %s answered its health check with %d: check CATALOG_URL and the catalog service", c.base, a.status)
	}
	return nil
}

// product returns the product, or errNoProduct.
func (c *catalog) product(ctx context.Context, sku string) (product, error) {
	a, err := c.ask(ctx, http.MethodGet, nil, "catalog", "products", sku)
	if err != nil {
		return product{}, err
	}
	switch a.status {
	case http.StatusOK:
	case http.StatusNotFound:
		return product{}, errNoProduct
	default:
		return product{}, c.unexpected(a)
	}
	var p product
	if err := json.Unmarshal(a.body, &p); err != nil {
		return product{}, fmt.Errorf("the catalog at %s answered with something that is not a product: check CATALOG_URL: %w", c.base, err)
	}
	if p.Currency == "" || p.PriceCents < 0 || p.PriceCents > maxPriceCents {
		return product{}, fmt.Errorf("the catalog at %s gives the price %d %q, which cannot be: correct the product", c.base, p.PriceCents, p.Currency)
	}
	return p, nil
}

func (c *catalog) unexpected(a answer) error {
	return fmt.Errorf("the catalog at %s answered %d: look for the request id in its log", c.base, a.status)
}

// ask asks until there is an answer, within reason.
func (c *catalog) ask(ctx context.Context, method string, body []byte, path ...string) (answer, error) {
	return c.calls.WithContext(ctx).GetWithExecution(func(e failsafe.Execution[answer]) (answer, error) {
		return c.once(e.Context(), method, body, path...)
	})
}

func (c *catalog) once(ctx context.Context, method string, body []byte, path ...string) (answer, error) {
	req, err := http.NewRequestWithContext(ctx, method, c.base.JoinPath(path...).String(), bytes.NewReader(body))
	if err != nil {
		return answer{}, fmt.Errorf("ask the catalog at %s: %w", c.base, err)
	}
	// The catalog logs the same id, so one search finds both sides.
	if id := requestid.From(ctx); id != "" {
		req.Header.Set(requestid.Header, id)
	}
	if len(body) > 0 {
		req.Header.Set("Content-Type", "application/json")
	}
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	res, err := c.client.Do(req)
	if err != nil {
		return answer{}, fmt.Errorf("ask the catalog: check CATALOG_URL and the catalog service: %w", err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	if err != nil {
		return answer{}, fmt.Errorf("read the answer of the catalog at %s: %w", c.base, err)
	}
	return answer{status: res.StatusCode, body: text}, nil
}
