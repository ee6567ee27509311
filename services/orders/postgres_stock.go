package main

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"slipway/services/internal/postgres"
)

func (s *postgresStore) Reserving(ctx context.Context, order string, due time.Time) error {
	ctx, cancel := context.WithTimeout(ctx, postgres.Timeout)
	defer cancel()
	if _, err := s.pool.Exec(ctx, `INSERT INTO stock_returns (order_id, due_at) VALUES ($1, $2)`, order, due); err != nil {
		return failed("write down a reservation", err)
	}
	return nil
}

// taken is the end of a reservation that became an order, in its transaction. Who
// gives it back has the row locked, and it is gone then.
func taken(ctx context.Context, tx pgx.Tx, o Order) error {
	if !o.Reserved {
		return nil
	}
	gone, err := tx.Exec(ctx, `DELETE FROM stock_returns WHERE order_id = $1`, o.ID)
	if err == nil && gone.RowsAffected() == 0 {
		return errTooLate
	}
	return err
}

func (s *postgresStore) GiveBack(ctx context.Context, order string, now time.Time, release func(context.Context, string) error) error {
	var errs []error
	for {
		more := false
		err := s.transaction(ctx, "give stock back", func(ctx context.Context, tx pgx.Tx) error {
			var id string
			err := tx.QueryRow(ctx, `
SELECT order_id FROM stock_returns WHERE order_id = $1 OR $1 = '' AND due_at <= $2 ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED`, order, now).Scan(&id)
			if errors.Is(err, pgx.ErrNoRows) {
				return nil
			}
			if err != nil {
				return err
			}
			more = order == ""
			if err := release(ctx, id); err != nil {
				errs = append(errs, err)
				// Others are not held up by it.
				_, err = tx.Exec(ctx, `UPDATE stock_returns SET due_at = $2 WHERE order_id = $1`, id, now.Add(sweepEvery))
				return err
			}
			_, err = tx.Exec(ctx, `DELETE FROM stock_returns WHERE order_id = $1`, id)
			return err
		})
		if err != nil || !more {
			return errors.Join(append(errs, err)...)
		}
	}
}
