package main

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"slipway/services/internal/postgres"
)

// outdated is how many keys of the day before an order takes away that is made:
// more than it adds, so that nothing else must.
const outdated = 10

func (s *postgresStore) Claim(ctx context.Context, idem idempotency, now time.Time) (Order, bool, error) {
	if idem.key == "" {
		return Order{}, false, nil
	}
	var id string
	err := s.transaction(ctx, "claim a key", func(ctx context.Context, tx pgx.Tx) error {
		// One that has ended is as good as none. Of two at once the second waits
		// for the first, and then finds its claim.
		claimed, err := tx.Exec(ctx, `
INSERT INTO idempotency_keys (key, fingerprint, order_id, expires_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (key) DO UPDATE SET fingerprint = $2, order_id = $3, expires_at = $4, made = false WHERE idempotency_keys.expires_at <= $5`,
			idem.key, idem.fingerprint, idem.order, now.Add(claimKept), now)
		if err != nil || claimed.RowsAffected() == 1 {
			return err
		}
		var fingerprint string
		var made bool
		err = tx.QueryRow(ctx, `SELECT fingerprint, order_id, made FROM idempotency_keys WHERE key = $1`, idem.key).Scan(&fingerprint, &id, &made)
		switch {
		case errors.Is(err, pgx.ErrNoRows): // it was given back just now
			return errKeyBusy
		case err != nil:
			return err
		case fingerprint != idem.fingerprint:
			return errKeyReused
		case !made:
			return errKeyBusy
		}
		return nil
	})
	if err != nil || id == "" {
		return Order{}, false, err
	}
	o, err := s.Get(ctx, id)
	return o, err == nil, err
}

// keep makes a claim last, in the transaction that makes its order.
func keep(ctx context.Context, tx pgx.Tx, o Order, idem idempotency) error {
	if idem.key == "" {
		return nil
	}
	kept, err := tx.Exec(ctx, `UPDATE idempotency_keys SET made = true, expires_at = $3 WHERE key = $1 AND order_id = $2 AND NOT made`,
		idem.key, o.ID, o.CreatedAt.Add(keyKept))
	if err != nil {
		return err
	}
	if kept.RowsAffected() == 0 {
		return errKeyBusy
	}
	_, err = tx.Exec(ctx, `
DELETE FROM idempotency_keys WHERE key IN (SELECT key FROM idempotency_keys WHERE expires_at <= $1 LIMIT $2 FOR UPDATE SKIP LOCKED)`,
		o.CreatedAt, outdated)
	return err
}

func (s *postgresStore) Abandon(ctx context.Context, idem idempotency) error {
	ctx, cancel := context.WithTimeout(ctx, postgres.Timeout)
	defer cancel()
	if _, err := s.pool.Exec(ctx, `DELETE FROM idempotency_keys WHERE key = $1 AND order_id = $2 AND NOT made`, idem.key, idem.order); err != nil {
		return failed("give a key back", err)
	}
	return nil
}
