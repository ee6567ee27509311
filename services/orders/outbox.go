package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/propagation"
)

// message is a mail on its way.
type message struct {
	// ID is the same however often the message is sent.
	ID      string `json:"id"`
	To      string `json:"to"`
	Subject string `json:"subject"`
	Text    string `json:"text"`
	// Trace is that of the order, as W3C writes it. In the queue it is an attribute.
	Trace propagation.MapCarrier `json:"trace,omitempty"`
}

// made is the mail of an order that was made.
func made(o Order) message {
	text := fmt.Sprintf("Thank you for your order %s.\r\n", o.ID)
	if o.TotalCents != nil {
		text += fmt.Sprintf("Its total is %d, in the smallest unit of %s.\r\n", *o.TotalCents, o.Currency)
	}
	return message{ID: o.ID + "-made", To: o.Email, Subject: "Your order " + o.ID, Text: text}
}

// post leaves the mail of an order in the transaction that makes it: there is a
// mail of each order, and of none that was not made.
func post(ctx context.Context, tx pgx.Tx, o Order) error {
	if o.Email == "" {
		return nil
	}
	mail := made(o)
	mail.Trace = propagation.MapCarrier{}
	otel.GetTextMapPropagator().Inject(ctx, mail.Trace)
	_, err := tx.Exec(ctx, `INSERT INTO outbox (id, message, created_at) VALUES ($1, $2, $3)`, mail.ID, mail, o.CreatedAt)
	return err
}

// empty sends up to limit messages and takes those away that went, and returns how
// many. A message may be sent twice, where the program ends in between; its ID tells.
func (s *postgresStore) empty(ctx context.Context, limit int, send func(context.Context, []message) (went []string, err error)) (int, error) {
	var went []string
	var sendErr error
	err := s.transaction(ctx, "empty the outbox", func(ctx context.Context, tx pgx.Tx) error {
		// Two who send do not send the same.
		rows, err := tx.Query(ctx, `SELECT message FROM outbox ORDER BY created_at LIMIT $1 FOR UPDATE SKIP LOCKED`, limit)
		if err != nil {
			return err
		}
		messages, err := pgx.CollectRows(rows, pgx.RowTo[message])
		if err != nil || len(messages) == 0 {
			return err
		}
		went, sendErr = send(ctx, messages)
		_, err = tx.Exec(ctx, `DELETE FROM outbox WHERE id = ANY($1)`, went)
		return err
	})
	return len(went), errors.Join(sendErr, err)
}
