package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"slipway/services/internal/awsclient"
	"slipway/services/internal/postgres"
	"slipway/services/internal/telemetry"
)

// sold is what was ordered of one product in one status.
type sold struct {
	Status   Status
	SKU      string
	Currency string
	Orders   int64
	Quantity int64
	// Cents is nil where there was no price.
	Cents *int64
}

// report writes what was ordered yesterday, in UTC. Run again it writes the same
// report anew, with the statuses of now.
func report(ctx context.Context, s settings, log *slog.Logger) error {
	if s.database == nil || s.bucket == "" {
		return errors.New("a report needs DATABASE_MAIN_HOST and its sisters, and BUCKET_RECEIPTS: name both in `uses` of the job")
	}
	orders, cfg, err := s.apart(ctx)
	if err != nil {
		return err
	}
	defer orders.pool.Close()
	yesterday := time.Now().UTC().AddDate(0, 0, -1)
	return telemetry.Span(ctx, "report", func(ctx context.Context) error {
		return writeReport(ctx, orders, newBucket(awsclient.S3(cfg), s.bucket), yesterday, log)
	})
}

func writeReport(ctx context.Context, s *postgresStore, to *bucket, day time.Time, log *slog.Logger) error {
	day = day.Truncate(24 * time.Hour)
	rows, err := s.sold(ctx, day, day.AddDate(0, 0, 1))
	if err != nil {
		return err
	}
	key := "reports/" + day.Format("2006/01/2006-01-02") + ".csv"
	if err := to.put(ctx, key, "text/csv; charset=utf-8", table(rows)); err != nil {
		return err
	}
	log.InfoContext(ctx, "report written", "bucket", to.name, "key", key, "rows", len(rows))
	return nil
}

// sold is by status and product, of the orders that were made from one moment until
// another.
func (s *postgresStore) sold(ctx context.Context, from, until time.Time) ([]sold, error) {
	ctx, cancel := context.WithTimeout(ctx, postgres.Timeout)
	defer cancel()
	rows, err := s.pool.Query(ctx, `
SELECT o.status, l.sku, o.currency, count(*) AS orders, sum(l.quantity)::bigint AS quantity, sum(l.quantity * l.unit_price_cents)::bigint AS cents
FROM orders o JOIN order_lines l ON l.order_id = o.id
WHERE o.created_at >= $1 AND o.created_at < $2
GROUP BY o.status, l.sku, o.currency ORDER BY o.status, l.sku, o.currency`, from, until)
	if err != nil {
		return nil, failed("report orders", err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByName[sold])
	if err != nil {
		return nil, failed("report orders", err)
	}
	return all, nil
}

func table(rows []sold) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	_ = w.Write([]string{"status", "sku", "orders", "quantity", "cents", "currency"}) // a buffer takes everything
	for _, r := range rows {
		cents := ""
		if r.Cents != nil {
			cents = strconv.FormatInt(*r.Cents, 10)
		}
		_ = w.Write([]string{string(r.Status), r.SKU, fmt.Sprint(r.Orders), fmt.Sprint(r.Quantity), cents, r.Currency})
	}
	w.Flush()
	return b.Bytes()
}
