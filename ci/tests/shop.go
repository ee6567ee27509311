package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"dagger/tests/internal/dagger"
)

// Shop deploys the settings of local as they are shipped, with containers for tasks, and buys something: each service uses what is there for
// it, PostgreSQL by TLS, DynamoDB, S3, SQS and the other service, and what was bought is there when all tasks are new.
// +check
func (t *Tests) Shop(ctx context.Context) error {
	s := &shop{Tests: t}
	return t.tellWith(ctx, "shop", dagger.SlipwayOpts{Tasks: "auto"}, []part{
		{"the settings as they are shipped", s.opens},
		{"an order, its receipt and its mail", s.orders},
		{"the same order from tasks that are new", s.restarts},
		{"the report by hand", s.reports},
		{"the dump by hand, and its load", s.dumps},
	})
}

type shop struct {
	*Tests
	order string // its path
}

const (
	keptOrder = `{"lines":[{"sku":"KEPT","quantity":2}],"email":"buyer@example.com"}`
	orderKey  = "one-order-alone"
	inStock   = 5
)

var dumpKey = regexp.MustCompile(`dumps/[0-9TZ/-]+\.tar\.gz`)

func (s *shop) opens(ctx context.Context, aws *emulated) error {
	slipway := s.at(ctx, s.Source, aws)
	said, err := slipway.Deploy(ctx)
	if err != nil {
		return err
	}
	if err := wants(said, "Deployed 5 services to local", "orders: exit code 0", "cron(0 3 * * ? *)", "1 task runs and stays"); err != nil {
		return err
	}
	log, err := slipway.Logs(ctx, dagger.SlipwayLogsOpts{Service: "orders", Since: "1h"})
	if err != nil {
		return err
	}
	return wants(log, "migration applied", "database migrated")
}

func (s *shop) orders(ctx context.Context, e *emulated) error {
	product := fmt.Sprintf(`{"sku":"KEPT","name":"Tea","price_cents":499,"currency":"EUR","stock":%d}`, inStock)
	if _, _, err := e.send(ctx, http.MethodPost, "/catalog/products", product, http.StatusCreated); err != nil {
		return err
	}
	id, err := s.buys(ctx, e, http.StatusCreated)
	if err != nil {
		return err
	}
	s.order = "/orders/" + id
	if err := s.bought(ctx, e); err != nil {
		return err
	}
	mail, err := e.arrives(ctx, receipts, "mail/")
	if err != nil {
		return err
	}
	return wants(mail, "To: buyer@example.com", id)
}

// buys sends the same order with the same key, and gives its ID.
func (s *shop) buys(ctx context.Context, e *emulated, status int) (string, error) {
	at, err := e.service.Endpoint(ctx, dagger.ServiceEndpointOpts{Port: 8080, Scheme: "http"})
	if err != nil {
		return "", err
	}
	headers := map[string]string{"Content-Type": "application/json", "Idempotency-Key": orderKey}
	answer, _, err := exchange(ctx, http.MethodPost, at+"/orders", keptOrder, headers, status)
	if err != nil {
		return "", err
	}
	var order struct{ ID string }
	if err := json.Unmarshal([]byte(answer), &order); err != nil || order.ID == "" {
		return "", fmt.Errorf("an order without an ID: %s: %w", answer, err)
	}
	return order.ID, nil
}

// bought wants each task to know the order, its receipt to be in the bucket, and its lines to be taken from the stock once.
func (s *shop) bought(ctx context.Context, e *emulated) error {
	for range askedOften {
		answer, _, err := e.send(ctx, http.MethodGet, s.order, "", http.StatusOK)
		if err != nil {
			return fmt.Errorf("an order that one task took: %w", err)
		}
		if err := wants(answer, `"total_cents":998`); err != nil {
			return err
		}
	}
	_, location, err := e.send(ctx, http.MethodGet, s.order+"/receipt", "", http.StatusFound)
	if err != nil {
		return err
	}
	at, err := e.fromHere(location)
	if err != nil {
		return err
	}
	receipt, _, err := exchange(ctx, http.MethodGet, at, "", nil, http.StatusOK)
	if err != nil {
		return err
	}
	left, _, err := e.send(ctx, http.MethodGet, keptProduct, "", http.StatusOK)
	return errors.Join(err, wants(receipt, "Total", "998"), wants(left, fmt.Sprintf(`"stock":%d`, inStock-2)))
}

func (s *shop) restarts(ctx context.Context, e *emulated) error {
	said, err := s.at(ctx, s.Source, e).Restart(ctx)
	if err != nil {
		return err
	}
	if err := wants(said, "orders", "200 at /orders/healthz", "mailer", "1 task runs and stays"); err != nil {
		return err
	}
	again, err := s.buys(ctx, e, http.StatusOK)
	if err != nil {
		return fmt.Errorf("the same order by its key: %w", err)
	}
	if "/orders/"+again != s.order {
		return fmt.Errorf("the same order by its key is order %s, and was %s", again, s.order)
	}
	return s.bought(ctx, e)
}

func (s *shop) reports(ctx context.Context, e *emulated) error {
	said, err := s.at(ctx, s.Source, e).Task(ctx, "report")
	if err != nil {
		return err
	}
	if err := wants(said, "report: its task ", "ended with exit code 0"); err != nil {
		return err
	}
	_, err = e.arrives(ctx, receipts, "reports/")
	return err
}

func (s *shop) dumps(ctx context.Context, e *emulated) error {
	slipway := s.at(ctx, s.Source, e)
	said, err := slipway.Task(ctx, "dump")
	if err != nil {
		return err
	}
	key := dumpKey.FindString(said)
	if key == "" {
		return fmt.Errorf("the dump does not say its key: %s", said)
	}
	// The orders are there: what it was dumped from is kept.
	_, err = slipway.Task(ctx, "dump", dagger.SlipwayTaskOpts{Command: []string{"load", key}})
	return refuses(err, "the database is not empty")
}

// arrives waits for an object with a prefix, and reads it.
func (e *emulated) arrives(ctx context.Context, bucket, prefix string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	client := e.objects()
	for {
		listed, err := client.ListObjectsV2(ctx, &s3.ListObjectsV2Input{Bucket: aws.String(bucket), Prefix: aws.String(prefix)})
		if err != nil {
			return "", fmt.Errorf("look for %s in bucket %s: %w", prefix, bucket, err)
		}
		if len(listed.Contents) == 0 {
			time.Sleep(time.Second)
			continue
		}
		got, err := client.GetObject(ctx, &s3.GetObjectInput{Bucket: aws.String(bucket), Key: listed.Contents[0].Key})
		if err != nil {
			return "", err
		}
		defer got.Body.Close()
		var text strings.Builder
		_, err = io.Copy(&text, got.Body)
		return text.String(), err
	}
}
