package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"slipway/services/internal/awsclient"
	"slipway/services/internal/servicetest"
)

const teaFor = `{"lines":[{"sku":"TEA","quantity":1}],"email":"ada@example.com"}`

// newMailer is a mailer with stores of its own.
func newMailer(t *testing.T) *mailer {
	t.Helper()
	cfg := servicetest.AWS(t)
	return &mailer{
		outbox: newDatabase(t), queue: &queue{client: awsclient.SQS(cfg), url: servicetest.Queue(t, cfg)},
		sink: newBucket(awsclient.S3(cfg), servicetest.Bucket(t, cfg)), log: slog.New(slog.DiscardHandler),
	}
}

// mails are the objects of the sink by key.
func mails(t *testing.T, sink *bucket) map[string]string {
	t.Helper()
	prefix, all := "mail/", map[string]string{}
	listed, err := sink.client.ListObjectsV2(t.Context(), &s3.ListObjectsV2Input{Bucket: &sink.name, Prefix: &prefix})
	if err != nil {
		t.Fatal(err)
	}
	for _, object := range listed.Contents {
		got, err := sink.client.GetObject(t.Context(), &s3.GetObjectInput{Bucket: &sink.name, Key: object.Key})
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(got.Body)
		if err != nil {
			t.Fatal(err)
		}
		all[*object.Key] = string(text)
	}
	return all
}

// step fails unless one of the mailer's two halves did so much.
func step(t *testing.T, what string, do func(context.Context) (int, error), want int) {
	t.Helper()
	if n, err := do(t.Context()); n != want || err != nil {
		t.Fatalf("%s = %d, %v; want %d", what, n, err, want)
	}
}

func TestAMailIsSentOnce(t *testing.T) {
	m := newMailer(t)
	h := handlerOf(newHandlers(m.outbox, unpriced{}, m.log))
	order := servicetest.Do(h, "POST", "/orders", teaFor, keyHeader, "k-1")
	made := servicetest.Into[Order](t, order)
	if order.Code != 201 || strings.Contains(order.Body, "ada@") {
		t.Errorf("= %d %s, want an order that tells nobody's address", order.Code, order.Body)
	}
	servicetest.Do(h, "POST", "/orders", teaFor, keyHeader, "k-1") // a replay
	servicetest.Do(h, "POST", "/orders", tea)                      // wants no mail
	if res := servicetest.Do(h, "POST", "/orders", strings.Replace(teaFor, "ada", "bob", 1), keyHeader, "k-1"); res.Code != 422 {
		t.Errorf("another address with the key = %d %s, want 422", res.Code, res.Body)
	}

	step(t, "outbox", m.emptyOutbox, 1)
	step(t, "outbox again", m.emptyOutbox, 0)
	// The queue may have it twice, as where the answer to the first was lost.
	if _, err := m.queue.send(t.Context(), []message{{ID: made.ID + "-made", To: "ada@example.com", Subject: "again", Text: "again"}}); err != nil {
		t.Fatal(err)
	}
	for left := 2; left > 0; {
		n, err := m.emptyQueue(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		left -= n
	}
	step(t, "queue again", m.emptyQueue, 0)
	sent := mails(t, m.sink)
	if text := sent["mail/"+made.ID+"-made.eml"]; len(sent) != 1 || !strings.Contains(text, "To: ada@example.com\r\n") || !strings.Contains(text, "order "+made.ID) {
		t.Errorf("mails = %q, want one, of the order and to its address", sent)
	}
}

// What the queue does not take stays in the outbox, and what the sink does not take
// stays in the queue.
func TestNoMailIsLost(t *testing.T) {
	m := newMailer(t)
	o := sample(0)
	o.Email = "ada@example.com"
	if _, err := m.outbox.Create(t.Context(), o, idempotency{}); err != nil {
		t.Fatal(err)
	}
	away := *m
	away.queue = &queue{client: m.queue.client, url: m.queue.url + "-gone"}
	if n, err := away.emptyOutbox(t.Context()); err == nil || n != 0 || !strings.Contains(err.Error(), "QUEUE_MAIL_URL") {
		t.Errorf("a queue that is away = %d, %v; want its setting named", n, err)
	}
	step(t, "outbox", m.emptyOutbox, 1)
	away.queue, away.sink = m.queue, newBucket(m.sink.client, "none")
	if _, err := away.emptyQueue(t.Context()); err == nil || !strings.Contains(err.Error(), "BUCKET_RECEIPTS") {
		t.Errorf("a sink that is away = %v; want its setting named", err)
	}
	const inFlight = types.QueueAttributeNameApproximateNumberOfMessagesNotVisible
	queued, err := m.queue.client.GetQueueAttributes(t.Context(), &sqs.GetQueueAttributesInput{QueueUrl: &m.queue.url, AttributeNames: []types.QueueAttributeName{inFlight}})
	if err != nil || queued.Attributes[string(inFlight)] != "1" {
		t.Errorf("the queue has %v, %v; want the mail still there", queued, err)
	}
}

func TestWhatIsNoMailStaysInTheQueue(t *testing.T) {
	m := newMailer(t)
	for _, body := range []string{`hello`, `{}`, `{"id":"x","to":"ada@example.com\r\nBcc: eve@example.com"}`} {
		if _, err := m.queue.client.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: &m.queue.url, MessageBody: aws.String(body)}); err != nil {
			t.Fatal(err)
		}
		if _, err := m.emptyQueue(t.Context()); err == nil || !strings.Contains(err.Error(), "is no mail") {
			t.Errorf("%s = %v, want it refused", body, err)
		}
	}
	if sent := mails(t, m.sink); len(sent) != 0 {
		t.Errorf("mails = %q, want none", sent)
	}
}

// Two mailers at once, and an error in the middle: each message goes once.
func TestOutboxGivesEachMessageToOne(t *testing.T) {
	s := newDatabase(t)
	for i := range 3 {
		o := sample(i)
		o.Email = "ada@example.com"
		if _, err := s.Create(t.Context(), o, idempotency{}); err != nil {
			t.Fatal(err)
		}
	}
	half := errors.New("half of it")
	n, err := s.empty(t.Context(), 2, func(ctx context.Context, first []message) ([]string, error) {
		if n, err := s.empty(ctx, batch, func(_ context.Context, others []message) ([]string, error) {
			return []string{others[0].ID}, nil
		}); n != 1 || err != nil {
			t.Errorf("the other got %d, %v; want the one that is left", n, err)
		}
		return []string{first[0].ID}, half
	})
	if n != 1 || !errors.Is(err, half) {
		t.Errorf("= %d, %v; want one sent, and the error", n, err)
	}
	if n, err := s.empty(t.Context(), batch, func(_ context.Context, left []message) ([]string, error) { return []string{left[0].ID}, nil }); n != 1 || err != nil {
		t.Errorf("= %d, %v; want the one that did not go", n, err)
	}
}

func TestMailerProcess(t *testing.T) {
	if code, out := servicetest.Run(t, []string{"mail"}).Wait(t); code != 1 || !strings.Contains(out, "QUEUE_MAIL_URL") {
		t.Errorf("without a queue it ended with %d, want 1 and the setting named\n%s", code, out)
	}
	cfg := servicetest.AWS(t)
	env := append(pairs(servicetest.Database(t)), "AWS_ENDPOINT_URL="+os.Getenv("AWS_ENDPOINT_URL"), "AWS_REGION=us-east-1", "AWS_ACCESS_KEY_ID=test",
		"AWS_SECRET_ACCESS_KEY=test", "QUEUE_MAIL_URL="+servicetest.Queue(t, cfg), "BUCKET_RECEIPTS="+servicetest.Bucket(t, cfg), "SHUTDOWN_DELAY=0s")
	if code, out := servicetest.Run(t, []string{"migrate"}, env...).Wait(t); code != 0 {
		t.Fatalf("migrate ended with %d\n%s", code, out)
	}
	web, worker := servicetest.Start(t, env...), servicetest.Run(t, []string{"mail"}, env...)
	if res := web.Do(t, "POST", "/orders", teaFor); res.Code != 201 {
		t.Fatalf("= %d %s", res.Code, res.Body)
	}
	sink := newBucket(awsclient.S3(cfg), strings.TrimPrefix(env[len(env)-2], "BUCKET_RECEIPTS="))
	for len(mails(t, sink)) == 0 { // the test's own limit ends it
	}
	worker.Signal(t, syscall.SIGTERM)
	if code, out := worker.Wait(t); code != 0 || !strings.Contains(out, `"sent":true`) {
		t.Errorf("the mailer ended with %d, want 0 and the mail in its log\n%s", code, out)
	}
}
