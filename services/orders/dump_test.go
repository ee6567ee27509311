package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"slipway/services/internal/config"
	"slipway/services/internal/logging"
)

func TestDumpAndLoad(t *testing.T) {
	for name, pad := range map[string]bool{"in one request": false, "in parts": true} {
		t.Run(name, func(t *testing.T) {
			in := newDumps(t)
			from, to := newShopDatabase(t), newShopDatabase(t)
			from.orders(t, 0, 20)
			if pad {
				from.padding(t)
			}
			var log bytes.Buffer
			key, err := in.write(t.Context(), from.conn, night, logging.New(&log, service, slog.LevelInfo))
			if err != nil {
				t.Fatal(err)
			}
			if want := "dumps/2026/12/2026-12-01T020000Z.tar.gz"; key != want || !strings.Contains(log.String(), want) {
				t.Errorf("key = %s, want %s, and it in the log: %s", key, want, &log)
			}
			if err := in.load(t.Context(), to.conn, key, logging.New(&log, service, slog.LevelInfo)); err != nil {
				t.Fatal(err)
			}
			want, got := from.content(t), to.content(t)
			if !slices.Equal(got, want) || len(got) < 20*5 {
				t.Errorf("loaded are %d rows, want the %d that were dumped", len(got), len(want))
			}
			to.orders(t, 20, 21)
			if last := to.query(t, `SELECT id FROM orders ORDER BY seq DESC LIMIT 1`); last[0] != "order-20" {
				t.Errorf("the newest order is %s, want the one that was made after the load", last[0])
			}

			// The same second again, as of a job that is started twice.
			_, err = in.write(t.Context(), to.conn, night, slog.New(slog.DiscardHandler))
			if err == nil || !strings.Contains(err.Error(), key+" is there already") {
				t.Errorf("a dump of the same second = %v, want it refused", err)
			}
			if _, err := in.write(t.Context(), to.conn, night.Add(time.Second), slog.New(slog.DiscardHandler)); err != nil {
				t.Fatal(err)
			}
			if keys := in.keys(t); len(keys) != 2 {
				t.Errorf("there are %v, want two dumps, each once", keys)
			}
			in.free(t)
		})
	}
}

func TestDumpWhileOrdersAreMade(t *testing.T) {
	in, from := newDumps(t), newShopDatabase(t)
	from.orders(t, 0, 10)
	ctx, stop := context.WithCancel(t.Context())
	var made atomic.Int64
	var makers sync.WaitGroup
	for i := range 4 {
		makers.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				if err := from.order(context.WithoutCancel(ctx), fmt.Sprintf("during-%d-%d", i, n)); err != nil {
					t.Error(err)
					return
				}
				made.Add(1)
			}
		})
	}
	var keys []string
	for i := range 3 {
		for before := made.Load(); made.Load() < before+5 && !t.Failed(); {
			time.Sleep(time.Millisecond)
		}
		key, err := in.write(t.Context(), from.conn, night.AddDate(0, 0, i), slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, key)
	}
	stop()
	makers.Wait()
	for _, key := range keys {
		to := newShopDatabase(t)
		if err := in.load(t.Context(), to.conn, key, slog.New(slog.DiscardHandler)); err != nil {
			t.Fatal(err)
		}
		// Each order has two lines, a mail and a key, all of one transaction.
		parts := to.query(t, `SELECT count(*)::text FROM orders WHERE id LIKE 'order-%' UNION ALL SELECT (count(*) FILTER (WHERE id LIKE 'during-%') >= 5)::text FROM orders`)
		if !slices.Equal(parts, []string{"10", "true"}) {
			t.Errorf("%s has %v, want the 10 orders from before and some that were made during it", key, parts)
		}
		parts = to.query(t, `SELECT count(*)::text FROM orders UNION ALL SELECT (count(*) / 2.0)::float8::text FROM order_lines
UNION ALL SELECT count(*)::text FROM outbox UNION ALL SELECT count(*)::text FROM idempotency_keys WHERE made`)
		if len(slices.Compact(parts)) != 1 {
			t.Errorf("%s has orders, half of the lines, mails and keys: %v, want as many of each", key, parts)
		}
	}
}

// after leads to a database, and does something once limit bytes came from there.
// Then it breaks off.
func after(t *testing.T, host, port string, limit int64, do func()) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ln.Close() })
	go func() {
		near, err := ln.Accept()
		if err != nil {
			return
		}
		defer near.Close()
		far, err := net.Dial("tcp", net.JoinHostPort(host, port))
		if err != nil {
			return
		}
		defer far.Close()
		go func() { _, _ = io.Copy(far, near) }() // ends with both
		_, _ = io.CopyN(near, far, limit)
		do()
	}()
	_, here, err := net.SplitHostPort(ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return here
}

func TestADumpThatIsCutOffLeavesNothing(t *testing.T) {
	in, from := newDumps(t), newShopDatabase(t)
	from.padding(t)
	for name, tt := range map[string]struct {
		limit   int64
		stopped bool
	}{
		"in the first part":     {1 << 20, false},
		"after a part was sent": {11 << 20, false},
		"by who stops the task": {11 << 20, true},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			env := maps.Clone(from.env)
			env["DATABASE_MAIN_HOST"], env["DATABASE_MAIN_PORT"] = "127.0.0.1", after(t, env["DATABASE_MAIN_HOST"], env["DATABASE_MAIN_PORT"], tt.limit, func() {
				if tt.stopped {
					stop()
					<-t.Context().Done()
				}
			})
			conn, err := load(config.NewReader(func(name string) string { return env[name] })).database.Connect(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close(t.Context())
			_, err = in.write(ctx, conn, night, slog.New(slog.DiscardHandler))
			if err == nil || !strings.Contains(err.Error(), "DATABASE_MAIN_HOST") || errors.Is(err, context.Canceled) != tt.stopped {
				t.Errorf("= %v, want the database named", err)
			}
			if keys := in.keys(t); len(keys) != 0 {
				t.Errorf("there is %v, want nothing", keys)
			}
			in.free(t)
		})
	}
}
