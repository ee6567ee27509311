package main

import (
	"context"
	"errors"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// table answers for the database: one product, and ids that fail.
type table struct{}

type row func(dest ...any) error

func (r row) Scan(dest ...any) error { return r(dest...) }

func (table) QueryRow(_ context.Context, _ string, args ...any) pgx.Row {
	return row(func(dest ...any) error {
		switch args[0].(int32) {
		case 1:
			*dest[0].(*int32), *dest[1].(*string), *dest[2].(*string), *dest[3].(*int64), *dest[4].(*string) = 1, "BK-0001", "Product 1", 1099, "EUR"
			return nil
		case 2:
			return pgx.ErrNoRows
		}
		return errors.New("connection refused")
	})
}

func TestAnswers(t *testing.T) {
	const wish = `{"amount_cents":10000000,"value_cents":20000000,"repayment_bp":300,"extra_cents":500000,"earliest_payout":"2027-02-01"}`
	for name, test := range map[string]struct {
		method, path, body string
		status             int
		want               string
	}{
		"health":            {"GET", "/healthz", "", 200, `{"status":"ok"}`},
		"a product":         {"GET", "/products/1", "", 200, `{"id":1,"sku":"BK-0001","name":"Product 1","price_cents":1099,"currency":"EUR"}`},
		"no product":        {"GET", "/products/2", "", 404, "no such product"},
		"no number":         {"GET", "/products/one", "", 422, "no number"},
		"a broken database": {"GET", "/products/3", "", 503, "does not answer"},
		"offers": {"POST", "/offers", wish, 200,
			`"offers":[{"years":5,"lender":"Kogge","rate_bp":338,"monthly_cents":53167,"interest_cents":1380659,"fee_cents":25000,"rest_cents":5690639},{"years":10,`},
		"a forgotten extra": {"POST", "/offers", strings.Replace(wish, `"extra_cents":500000,`, "", 1), 422, "ExtraCents"},
		"more than a house": {"POST", "/offers", strings.Replace(wish, ":10000000", ":30000000", 1), 422, "ValueCents"},
		"no day":            {"POST", "/offers", strings.Replace(wish, "2027-02-01", "2027-02-30", 1), 422, "EarliestPayout"},
		"a wrong type":      {"POST", "/offers", strings.Replace(wish, ":300,", `:"300",`, 1), 422, "repayment_bp"},
		"no JSON":           {"POST", "/offers", "{", 422, "EOF"},
	} {
		t.Run(name, func(t *testing.T) {
			answer := httptest.NewRecorder()
			newRouter(table{}).ServeHTTP(answer, httptest.NewRequest(test.method, test.path, strings.NewReader(test.body)))
			if answer.Code != test.status || !strings.Contains(answer.Body.String(), test.want) {
				t.Errorf("%d: %s", answer.Code, answer.Body)
			}
		})
	}
}

func TestSettings(t *testing.T) {
	t.Setenv("POOL_SIZE", "0")
	if err := run(t.Context()); err == nil || !strings.Contains(err.Error(), "POOL_SIZE") {
		t.Errorf("a pool of nothing: %v", err)
	}
	t.Setenv("POOL_SIZE", "1")
	t.Setenv("DATABASE_URL", "postgres://nobody@127.0.0.1:1/none")
	if err := run(t.Context()); err == nil || !strings.Contains(err.Error(), "ask the database") {
		t.Errorf("no database: %v", err)
	}
}
