package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
)

// endpoint is one that all servers have.
type endpoint struct {
	Name   string
	method string
	// path has an id in the place of its %d, where there is one.
	path string
	body string
}

// products is how many rows the table has; a request asks for one of them.
const products = 10_000

// at is the path of the nth request.
func (e endpoint) at(n uint64) string {
	if !strings.Contains(e.path, "%d") {
		return e.path
	}
	return fmt.Sprintf(e.path, n*7919%products+1) // a prime: no row is asked for twice before all were
}

// endpoints are the two of the comparison, and what the frameworks cost where a service does nothing: it says how much of the others is theirs.
var endpoints = []endpoint{
	{Name: "computes", method: http.MethodPost, path: "/offers", body: wish},
	{Name: "reads a row", method: http.MethodGet, path: "/products/%d"},
	{Name: "does nothing", method: http.MethodGet, path: "/healthz"},
}

// compared is how many of them, from the first on, are the comparison.
const compared = 2

// wish is a loan, with which the services compare eight lenders over five terms: 7680 months.
const wish = `{"amount_cents":30000000,"value_cents":40000000,"repayment_bp":200,"extra_cents":100000,"earliest_payout":"2027-02-01"}`

// question is one whose answer is the same by every server.
type question struct {
	name, method, path, body string
	status                   int
}

var questions = []question{
	{"health", http.MethodGet, "/healthz", "", http.StatusOK},
	{"offers", http.MethodPost, "/offers", wish, http.StatusOK},
	{"a loan that is repaid before its end", http.MethodPost, "/offers", strings.Replace(wish, "30000000", "1000001", 1), http.StatusOK},
	{"a loan of all that the house is worth", http.MethodPost, "/offers", strings.Replace(wish, "30000000", "40000000", 1), http.StatusOK},
	{"no repayment beside", http.MethodPost, "/offers", strings.Replace(wish, ":100000", ":0", 1), http.StatusOK},
	{"more than the house", http.MethodPost, "/offers", strings.Replace(wish, "30000000", "40000001", 1), http.StatusUnprocessableEntity},
	{"too little", http.MethodPost, "/offers", strings.Replace(wish, "30000000", "999999", 1), http.StatusUnprocessableEntity},
	{"a forgotten repayment", http.MethodPost, "/offers", strings.Replace(wish, "extra_cents", "extra", 1), http.StatusUnprocessableEntity},
	{"an amount that is text", http.MethodPost, "/offers", strings.Replace(wish, "30000000", `"30000000"`, 1), http.StatusUnprocessableEntity},
	{"a day that is none", http.MethodPost, "/offers", strings.Replace(wish, "02-01", "02-30", 1), http.StatusUnprocessableEntity},
	{"no JSON", http.MethodPost, "/offers", "{", http.StatusUnprocessableEntity},
	{"the first product", http.MethodGet, "/products/1", "", http.StatusOK},
	{"the last product", http.MethodGet, fmt.Sprintf("/products/%d", products), "", http.StatusOK},
	{"no product", http.MethodGet, fmt.Sprintf("/products/%d", products+1), "", http.StatusNotFound},
	{"an id that is no number", http.MethodGet, "/products/one", "", http.StatusUnprocessableEntity},
}

// answers asks a server all of them. A refusal is known by its status alone: its words are the framework's.
func answers(ctx context.Context, url string) (map[string]any, error) {
	all := map[string]any{}
	for _, q := range questions {
		request, err := http.NewRequestWithContext(ctx, q.method, url+q.path, strings.NewReader(q.body))
		if err != nil {
			return nil, err
		}
		request.Header.Set("Content-Type", "application/json")
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", q.name, err)
		}
		body, err := io.ReadAll(answer.Body)
		if err := errors.Join(err, answer.Body.Close()); err != nil {
			return nil, fmt.Errorf("%s: %w", q.name, err)
		}
		if answer.StatusCode != q.status {
			return nil, fmt.Errorf("%s: %s %s is answered by %d, and not by %d: %s", q.name, q.method, q.path, answer.StatusCode, q.status, body)
		}
		if q.status != http.StatusOK {
			continue
		}
		var value any
		decoder := json.NewDecoder(bytes.NewReader(body))
		decoder.UseNumber()
		if err := decoder.Decode(&value); err != nil {
			return nil, fmt.Errorf("%s: %w: %s", q.name, err, body)
		}
		all[q.name] = value
	}
	return all, nil
}

// same says in what two servers answer otherwise.
func same(a, b map[string]any) error {
	if diff := cmp.Diff(a, b); diff != "" {
		return fmt.Errorf("they do not do the same, so no figure would mean anything:\n%s", diff)
	}
	return nil
}

// fill makes the table, in the database of PGHOST and the others.
func fill(ctx context.Context) error {
	conn, err := pgx.Connect(ctx, "")
	if err != nil {
		return fmt.Errorf("open the database: %w", err)
	}
	defer conn.Close(ctx)
	for _, statement := range []string{
		"CREATE TABLE products (id integer PRIMARY KEY, sku text NOT NULL, name text NOT NULL, price_cents bigint NOT NULL, currency text NOT NULL)",
		fmt.Sprintf("INSERT INTO products SELECT i, 'BK-' || lpad(i::text, 5, '0'), 'Product ' || i, 99 + i, 'EUR' FROM generate_series(1, %d) i", products),
		"ANALYZE products",
	} {
		if _, err := conn.Exec(ctx, statement); err != nil {
			return fmt.Errorf("make the table of products: %w", err)
		}
	}
	return nil
}
