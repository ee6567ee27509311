package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/propagation"

	"slipway/services/internal/awsclient"
)

const (
	// batch is what SQS takes and gives at once.
	batch = 10
	// longPoll is how many seconds SQS waits for a message before it says that
	// there is none: below the time of an attempt.
	longPoll = 1
)

// queue is where mails wait for who sends them.
type queue struct {
	client *sqs.Client
	url    string
}

// send returns the IDs of what the queue took, and an error if there is more.
func (q *queue) send(ctx context.Context, messages []message) (went []string, err error) {
	ctx, cancel := context.WithTimeout(ctx, awsclient.Timeout)
	defer cancel()
	in := &sqs.SendMessageBatchInput{QueueUrl: &q.url}
	for i, m := range messages {
		attributes := map[string]types.MessageAttributeValue{}
		for name, value := range m.Trace {
			attributes[name] = types.MessageAttributeValue{DataType: aws.String("String"), StringValue: &value}
		}
		m.Trace = nil
		body, err := json.Marshal(m)
		if err != nil {
			return nil, fmt.Errorf("message %s: %w", m.ID, err)
		}
		in.Entries = append(in.Entries, types.SendMessageBatchRequestEntry{
			Id: aws.String(strconv.Itoa(i)), MessageBody: aws.String(string(body)), MessageAttributes: attributes,
		})
	}
	out, err := q.client.SendMessageBatch(ctx, in)
	if err != nil {
		return nil, q.failed("send", err)
	}
	for _, entry := range out.Successful {
		if i, err := strconv.Atoi(aws.ToString(entry.Id)); err == nil && i < len(messages) {
			went = append(went, messages[i].ID)
		}
	}
	if len(out.Failed) > 0 {
		refused := out.Failed[0]
		err = q.failed("send", fmt.Errorf("%d of %d were refused, the first as %s: %s", len(out.Failed), len(messages), aws.ToString(refused.Code), aws.ToString(refused.Message)))
	}
	return went, err
}

// receive hides the messages from others for the queue's visibility timeout.
func (q *queue) receive(ctx context.Context) ([]types.Message, error) {
	ctx, cancel := context.WithTimeout(ctx, awsclient.Timeout)
	defer cancel()
	out, err := q.client.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{
		QueueUrl: &q.url, MaxNumberOfMessages: batch, WaitTimeSeconds: longPoll, MessageAttributeNames: otel.GetTextMapPropagator().Fields(),
	})
	if err != nil {
		return nil, q.failed("receive", err)
	}
	return out.Messages, nil
}

// traced is ctx within the trace of the order that the message is about.
func traced(ctx context.Context, m types.Message) context.Context {
	trace := propagation.MapCarrier{}
	for name, value := range m.MessageAttributes {
		trace[name] = aws.ToString(value.StringValue)
	}
	return otel.GetTextMapPropagator().Extract(ctx, trace)
}

// done takes a message away.
func (q *queue) done(ctx context.Context, m types.Message) error {
	ctx, cancel := context.WithTimeout(ctx, awsclient.Timeout)
	defer cancel()
	if _, err := q.client.DeleteMessage(ctx, &sqs.DeleteMessageInput{QueueUrl: &q.url, ReceiptHandle: m.ReceiptHandle}); err != nil {
		return q.failed("delete", err)
	}
	return nil
}

func (q *queue) failed(what string, err error) error {
	return fmt.Errorf("queue %s: %s: check QUEUE_MAIL_URL, the queue and the task role's rights: %w", q.url, what, err)
}
