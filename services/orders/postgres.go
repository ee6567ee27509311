package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"slipway/services/internal/postgres"
)

// postgresStore keeps orders in the tables of migrations/.
type postgresStore struct{ pool *pgxpool.Pool }

var _ store = (*postgresStore)(nil)

// selectOrders is followed by a condition on o.
const selectOrders = `
SELECT o.id, o.status, o.total_cents, o.currency, o.created_at, o.updated_at, o.version, o.reserved,
       (SELECT json_agg(json_build_object('sku', l.sku, 'quantity', l.quantity, 'unit_price_cents', l.unit_price_cents) ORDER BY l.position)
        FROM order_lines l WHERE l.order_id = o.id)
FROM orders o `

func (s *postgresStore) Create(ctx context.Context, o Order, idem idempotency) (Order, error) {
	o.Version = newVersion()
	err := s.transaction(ctx, "create an order", func(ctx context.Context, tx pgx.Tx) error {
		if err := keep(ctx, tx, o, idem); err != nil {
			return err
		}
		if err := taken(ctx, tx, o); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `
INSERT INTO orders (id, status, total_cents, currency, created_at, updated_at, version, reserved) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			o.ID, o.Status, o.TotalCents, o.Currency, o.CreatedAt, o.UpdatedAt, o.Version, o.Reserved); err != nil {
			return err
		}
		if err := insertLines(ctx, tx, o); err != nil {
			return err
		}
		return post(ctx, tx, o)
	})
	if err != nil {
		return Order{}, err
	}
	return clone(o), nil
}

func insertLines(ctx context.Context, tx pgx.Tx, o Order) error {
	var skus []string
	var quantities []int
	var prices []*int64
	for _, l := range o.Lines {
		skus, quantities, prices = append(skus, l.SKU), append(quantities, l.Quantity), append(prices, l.UnitPriceCents)
	}
	_, err := tx.Exec(ctx, `
INSERT INTO order_lines (order_id, position, sku, quantity, unit_price_cents)
SELECT $1, position, sku, quantity, price FROM unnest($2::text[], $3::int[], $4::bigint[]) WITH ORDINALITY AS l (sku, quantity, price, position)`,
		o.ID, skus, quantities, prices)
	return err
}

func (s *postgresStore) Get(ctx context.Context, id string) (Order, error) {
	ctx, cancel := context.WithTimeout(ctx, postgres.Timeout)
	defer cancel()
	return s.one(ctx, s.pool, id)
}

// List has orders in the order of their numbers, which are drawn before a
// transaction ends: one that is being made while the last page is read may have a
// lower number than one on it, and is then on no page of that walk.
func (s *postgresStore) List(ctx context.Context, after string, limit int) ([]Order, error) {
	ctx, cancel := context.WithTimeout(ctx, postgres.Timeout)
	defer cancel()
	seq := int64(0)
	if after != "" {
		err := s.pool.QueryRow(ctx, `SELECT seq FROM orders WHERE id = $1`, after).Scan(&seq)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil, errNotFound
		}
		if err != nil {
			return nil, failed("list orders", err)
		}
	}
	rows, err := s.pool.Query(ctx, selectOrders+`WHERE o.seq > $1 ORDER BY o.seq LIMIT $2`, seq, limit)
	if err != nil {
		return nil, failed("list orders", err)
	}
	orders, err := pgx.CollectRows(rows, scan)
	if err != nil {
		return nil, failed("list orders", err)
	}
	return orders, nil
}

func (s *postgresStore) Move(ctx context.Context, id string, to Status, version string, now time.Time) (Order, error) {
	var o Order
	err := s.transaction(ctx, "move an order", func(ctx context.Context, tx pgx.Tx) (err error) {
		// Locked, so that of two who move it the second sees what the first did.
		if err := tx.QueryRow(ctx, `SELECT FROM orders WHERE id = $1 FOR UPDATE`, id).Scan(); err != nil {
			return err
		}
		if o, err = s.one(ctx, tx, id); err != nil {
			return err
		}
		changes, err := o.move(to, version)
		if err != nil || !changes {
			return err
		}
		o.Status, o.UpdatedAt, o.Version = to, now, newVersion()
		_, err = tx.Exec(ctx, `UPDATE orders SET status = $2, updated_at = $3, version = $4 WHERE id = $1`, id, o.Status, o.UpdatedAt, o.Version)
		if err == nil && to == cancelled && o.Reserved {
			_, err = tx.Exec(ctx, `INSERT INTO stock_returns (order_id, due_at) VALUES ($1, $2)`, id, now)
		}
		return err
	})
	if errors.Is(err, pgx.ErrNoRows) {
		err = errNotFound
	}
	if err != nil {
		return Order{}, err
	}
	return o, nil
}

// check is the readiness check: the database answers, and was migrated.
func (s *postgresStore) check(ctx context.Context) error {
	if _, err := s.pool.Exec(ctx, `SELECT FROM orders LIMIT 0`); err != nil {
		return failed("look for its tables; has `migrate` run", err)
	}
	return nil
}

// one reads an order through a pool or in a transaction.
func (s *postgresStore) one(ctx context.Context, q interface {
	Query(context.Context, string, ...any) (pgx.Rows, error)
}, id string) (Order, error) {
	rows, err := q.Query(ctx, selectOrders+`WHERE o.id = $1`, id)
	if err != nil {
		return Order{}, failed("get an order", err)
	}
	o, err := pgx.CollectExactlyOneRow(rows, scan)
	if errors.Is(err, pgx.ErrNoRows) {
		return Order{}, errNotFound
	}
	if err != nil {
		return Order{}, failed("get an order", err)
	}
	return o, nil
}

func scan(row pgx.CollectableRow) (Order, error) {
	var o Order
	err := row.Scan(&o.ID, &o.Status, &o.TotalCents, &o.Currency, &o.CreatedAt, &o.UpdatedAt, &o.Version, &o.Reserved, &o.Lines)
	o.CreatedAt, o.UpdatedAt = o.CreatedAt.UTC(), o.UpdatedAt.UTC()
	return o, err
}

// transaction does something whole or not at all.
func (s *postgresStore) transaction(ctx context.Context, what string, do func(context.Context, pgx.Tx) error) error {
	ctx, cancel := context.WithTimeout(ctx, postgres.Timeout)
	defer cancel()
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error { return do(ctx, tx) })
	if err == nil || ours(err) {
		return err
	}
	return failed(what, err)
}

// ours reports whether the error is an answer, and no failure.
func ours(err error) bool {
	_, refused := errors.AsType[*transitionError](err)
	return refused || errors.Is(err, errNotFound) || errors.Is(err, errChanged) || errors.Is(err, errKeyBusy) || errors.Is(err, errKeyReused) || errors.Is(err, errTooLate)
}

func failed(what string, err error) error {
	return fmt.Errorf("database: %s: check DATABASE_MAIN_HOST and its sisters, and the database: %w", what, err)
}
