package main

import (
	"context"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/jackc/pgx/v5"

	"slipway/services/internal/awsclient"
	"slipway/services/internal/config"
	"slipway/services/internal/servicetest"
)

// smallestPart is what S3 takes.
const smallestPart = 5 << 20

var night = time.Date(2026, 12, 1, 2, 0, 0, 0, time.UTC)

// shopDatabase is a migrated database: for orders, and for a dump.
type shopDatabase struct {
	*postgresStore
	env  map[string]string
	conn *pgx.Conn
}

func newShopDatabase(t *testing.T) shopDatabase {
	t.Helper()
	env := servicetest.Database(t)
	s := load(config.NewReader(func(name string) string { return env[name] }))
	if err := migrate(t.Context(), s, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	pool, err := s.database.Pool(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	conn, err := s.database.Connect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.WithoutCancel(t.Context())) })
	return shopDatabase{&postgresStore{pool: pool}, env, conn}
}

func newDumps(t *testing.T) dumps {
	t.Helper()
	cfg := servicetest.AWS(t)
	return dumps{client: awsclient.S3(awsclient.Transfers(cfg)), bucket: servicetest.Bucket(t, cfg), partSize: smallestPart}
}

// orders makes orders that have mails, and stock to give back.
func (d shopDatabase) orders(t *testing.T, from, until int) {
	t.Helper()
	for i := from; i < until; i++ {
		if err := d.order(t.Context(), fmt.Sprintf("order-%d", i)); err != nil {
			t.Fatal(err)
		}
	}
}

func (d shopDatabase) order(ctx context.Context, id string) error {
	idem := idempotency{key: "key of " + id, fingerprint: "f", order: id}
	if _, _, err := d.Claim(ctx, idem, noon); err != nil {
		return err
	}
	o := sample(0)
	o.ID, o.Email = id, "buyer@example.com"
	if _, err := d.Create(ctx, o, idem); err != nil {
		return err
	}
	return d.Reserving(ctx, "of "+id, noon)
}

// padding is more than a part of mails, however well they are compressed.
func (d shopDatabase) padding(t *testing.T) {
	t.Helper()
	d.query(t, `INSERT INTO outbox SELECT 'padding-' || n, to_jsonb((SELECT string_agg(md5(random()::text), '') FROM generate_series(1, 4000) WHERE n > 0)), now()
FROM generate_series(1, 100) n RETURNING id`)
}

func (d shopDatabase) query(t *testing.T, query string) []string {
	t.Helper()
	rows, err := d.pool.Query(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return all
}

// content is every row of the shop, each as a text with its table before it.
func (d shopDatabase) content(t *testing.T) (all []string) {
	t.Helper()
	for _, table := range d.query(t, `SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'goose_db_version' ORDER BY 1`) {
		all = append(all, d.query(t, `SELECT '`+table+`' || t::text FROM `+table+` t ORDER BY 1`)...)
	}
	return all
}

func (d dumps) keys(t *testing.T) (keys []string) {
	t.Helper()
	listed, err := d.client.ListObjectVersions(t.Context(), &s3.ListObjectVersionsInput{Bucket: &d.bucket})
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range listed.Versions {
		keys = append(keys, *v.Key)
	}
	return keys
}

// free fails where parts are left that nobody would take away.
func (d dumps) free(t *testing.T) {
	t.Helper()
	listed, err := d.client.ListMultipartUploads(t.Context(), &s3.ListMultipartUploadsInput{Bucket: &d.bucket})
	if err != nil {
		t.Fatal(err)
	}
	if len(listed.Uploads) != 0 {
		t.Errorf("%d uploads are unfinished, want none", len(listed.Uploads))
	}
}
