package main

import (
	"log/slog"
	"os"
	"regexp"
	"strings"
	"testing"

	"slipway/services/internal/servicetest"
)

func TestLoadRefuses(t *testing.T) {
	in, from := newDumps(t), newShopDatabase(t)
	from.orders(t, 0, 1)
	discard := slog.New(slog.DiscardHandler)
	if err := in.load(t.Context(), from.conn, "dumps/x", discard); err == nil || !strings.Contains(err.Error(), "no dumps at all") {
		t.Errorf("of an empty bucket = %v, want that said", err)
	}
	var keys []string
	for day := range 4 {
		key, err := in.write(t.Context(), from.conn, night.AddDate(0, 0, day), discard)
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, key)
	}
	other := newShopDatabase(t)
	newest := other.query(t, `DELETE FROM goose_db_version WHERE version_id = (SELECT max(version_id) FROM goose_db_version) RETURNING version_id::text`)[0]
	for name, tt := range map[string]struct {
		to        shopDatabase
		key, says string
	}{
		"not empty":     {from, keys[0], "load " + keys[0] + ": the database is not empty, table public.idempotency_keys has rows"},
		"other version": {other, keys[0], "schema version " + newest + ", and the database has "},
		"no such key":   {other, "2026-12-01", "the newest are " + strings.Join(keys[1:], ", ")},
	} {
		t.Run(name, func(t *testing.T) {
			before := tt.to.content(t)
			err := in.load(t.Context(), tt.to.conn, tt.key, discard)
			if err == nil || !strings.Contains(err.Error(), tt.says) || strings.Contains(err.Error(), "DATABASE_MAIN_HOST") {
				t.Errorf("= %v, want %q", err, tt.says)
			}
			if after := tt.to.content(t); len(after) != len(before) {
				t.Errorf("there are %d rows, and were %d", len(after), len(before))
			}
		})
	}
}

// As the job runs it, and who brings its dump back.
func TestDumpProcess(t *testing.T) {
	if code, out := servicetest.Run(t, []string{"dump"}).Wait(t); code != 1 || !strings.Contains(out, "BUCKET_DUMPS") {
		t.Errorf("without a bucket it ended with %d, want 1 and the setting named\n%s", code, out)
	}
	if code, out := servicetest.Run(t, []string{"load"}).Wait(t); code != 1 || !strings.Contains(out, "the key of a dump") {
		t.Errorf("load without a key ended with %d, want 1 and what to write\n%s", code, out)
	}
	in := newDumps(t)
	env := func(d shopDatabase) []string {
		return append(pairs(d.env), "AWS_ENDPOINT_URL="+os.Getenv("AWS_ENDPOINT_URL"), "AWS_REGION=us-east-1",
			"AWS_ACCESS_KEY_ID=test", "AWS_SECRET_ACCESS_KEY=test", "BUCKET_DUMPS="+in.bucket)
	}
	from, to := newShopDatabase(t), newShopDatabase(t)
	from.orders(t, 0, 3)
	code, out := servicetest.Run(t, []string{"dump"}, env(from)...).Wait(t)
	key := regexp.MustCompile(`dumps/\d{4}/\d\d/[0-9T-]+Z\.tar\.gz`).FindString(out)
	if code != 0 || key == "" {
		t.Fatalf("dump ended with %d, want 0 and the key in its log\n%s", code, out)
	}
	if code, out := servicetest.Run(t, []string{"load", key}, env(to)...).Wait(t); code != 0 || strings.Contains(out, "WARN") {
		t.Errorf("load ended with %d, want 0\n%s", code, out)
	}
	if got := to.query(t, `SELECT id FROM orders ORDER BY seq`); strings.Join(got, " ") != "order-0 order-1 order-2" {
		t.Errorf("loaded are %v", got)
	}
}
