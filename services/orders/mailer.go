package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"go.opentelemetry.io/otel/trace"

	"slipway/services/internal/awsclient"
	"slipway/services/internal/telemetry"
)

const (
	// pollEvery is between two looks at an outbox that was empty.
	pollEvery = time.Second
	// pauseAfterError keeps a log readable while something is away.
	pauseAfterError = 5 * time.Second
)

// mailer takes mails from the outbox to the queue, and from the queue to where they
// are sent from. That is a bucket here, where SES would be: a shop that has no
// domain can send nothing.
type mailer struct {
	outbox *postgresStore
	queue  *queue
	sink   *bucket
	log    *slog.Logger
}

// sendMails is the worker: it ends when it is told to, between two mails.
func sendMails(ctx context.Context, s settings, log *slog.Logger) error {
	if s.database == nil || s.queue == "" || s.bucket == "" {
		return errors.New("a mailer needs DATABASE_MAIN_HOST and its sisters, QUEUE_MAIL_URL and BUCKET_RECEIPTS: name all of them in `uses` of the service")
	}
	outbox, cfg, err := s.apart(ctx)
	if err != nil {
		return err
	}
	defer outbox.pool.Close()
	m := &mailer{
		outbox: outbox, queue: &queue{client: awsclient.SQS(cfg), url: s.queue},
		sink: newBucket(awsclient.S3(cfg), s.bucket), log: log,
	}
	log.Info("mailer", "queue", s.queue, "bucket", s.bucket)
	var both sync.WaitGroup
	both.Go(func() { m.repeat(ctx, m.emptyOutbox) })
	both.Go(func() { m.repeat(ctx, m.emptyQueue) })
	both.Wait()
	return nil
}

// repeat does the same until ctx ends: at once again where there was something to
// do. What is begun is finished.
func (m *mailer) repeat(ctx context.Context, do func(context.Context) (int, error)) {
	for ctx.Err() == nil {
		n, err := do(ctx)
		pause := pollEvery
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			m.log.ErrorContext(ctx, "mails wait", "error", err)
			pause = pauseAfterError
		case n > 0:
			continue
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
	}
}

func (m *mailer) emptyOutbox(ctx context.Context) (int, error) {
	return m.outbox.empty(context.WithoutCancel(ctx), batch, m.queue.send)
}

func (m *mailer) emptyQueue(ctx context.Context) (int, error) {
	messages, err := m.queue.receive(ctx)
	var errs []error
	for _, message := range messages {
		within := traced(context.WithoutCancel(ctx), message)
		errs = append(errs, telemetry.Span(within, "process mail", func(ctx context.Context) error {
			return m.deliver(ctx, message)
		}, trace.WithSpanKind(trace.SpanKindConsumer)))
	}
	return len(messages), errors.Join(append(errs, err)...)
}

// deliver sends a mail once, however often the queue gives it. One that can't be
// read stays: the queue puts it aside after some times.
func (m *mailer) deliver(ctx context.Context, given types.Message) error {
	var mail message
	if err := json.Unmarshal([]byte(aws.ToString(given.Body)), &mail); err != nil || mail.ID == "" || !isAddress(mail.To) {
		return fmt.Errorf("message %s of the queue is no mail: look for it in the dead-letter queue", aws.ToString(given.MessageId))
	}
	wrote, err := m.sink.once(ctx, "mail/"+mail.ID+".eml", "message/rfc822", mail.rfc822())
	if err != nil {
		return err
	}
	m.log.InfoContext(ctx, "mail", "mail", mail.ID, "sent", wrote)
	return m.queue.done(ctx, given)
}

func (m message) rfc822() []byte {
	return fmt.Appendf(nil, "To: %s\r\nSubject: %s\r\nMessage-ID: <%s@orders>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s", m.To, m.Subject, m.ID, m.Text)
}
