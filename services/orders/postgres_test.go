package main

import (
	"context"
	"io/fs"
	"log/slog"
	"strings"
	"syscall"
	"testing"

	"slipway/services/internal/config"
	"slipway/services/internal/servicetest"
)

// database is the settings of a database that is empty.
func database(t *testing.T) settings {
	t.Helper()
	env := servicetest.Database(t)
	reader := config.NewReader(func(name string) string { return env[name] })
	s := load(reader)
	if err := reader.Err(); err != nil {
		t.Fatal(err)
	}
	return s
}

// newDatabase is a store in a database of its own, which is migrated.
func newDatabase(t *testing.T) *postgresStore {
	t.Helper()
	s := database(t)
	if err := migrate(t.Context(), s, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	pool, err := s.database.Pool(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	return &postgresStore{pool: pool}
}

func TestDatabaseCheck(t *testing.T) {
	s := database(t)
	o, err := s.open(t.Context(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer o.close()
	check := o.store.(*postgresStore).check
	if err := check(t.Context()); err == nil || !strings.Contains(err.Error(), "migrate") {
		t.Errorf("check of an empty database = %v, want the migration named", err)
	}
	if err := migrate(t.Context(), s, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	if err := check(t.Context()); err != nil {
		t.Errorf("check = %v, want a database that serves", err)
	}
}

// What a caller of an older release wrote stays what it was, and a migration can be
// taken back by hand.
func TestMigrationsAreInOrder(t *testing.T) {
	files, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil || len(files) == 0 {
		t.Fatalf("migrations = %v, %v", files, err)
	}
	for _, file := range files {
		text, err := migrations.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(string(text), "-- +goose Up\n") || !strings.Contains(string(text), "\n-- +goose Down\n") {
			t.Errorf("%s has no way up and down", file)
		}
	}
}

// pairs is an environment as a process has it.
func pairs(env map[string]string) (all []string) {
	for name, value := range env {
		all = append(all, name+"="+value)
	}
	return all
}

// The task `before` of a release, twice, and then two tasks of the service.
func TestProcessesShareADatabase(t *testing.T) {
	env := append(pairs(servicetest.Database(t)), "SHUTDOWN_DELAY=0s")
	for _, want := range []string{`"migration":"00001_orders.sql"`, `"applied":0`} {
		if code, out := servicetest.Run(t, []string{"migrate"}, env...).Wait(t); code != 0 || !strings.Contains(out, want) {
			t.Errorf("migrate ended with %d, want 0 and %s in the log\n%s", code, want, out)
		}
	}
	one, other := servicetest.Start(t, env...), servicetest.Start(t, env...)
	if res := one.Get(t, "/orders/readyz"); res.Code != 200 || !strings.Contains(res.Body, `"database":"ok"`) {
		t.Errorf("/readyz = %d %s, want it ready", res.Code, res.Body)
	}
	made := one.Do(t, "POST", "/orders", tea)
	if made.Code != 201 {
		t.Fatalf("create = %d %s, want 201", made.Code, made.Body)
	}
	if got := other.Get(t, made.Header.Get("Location")); got.Code != 200 || got.Body != made.Body {
		t.Errorf("the other task has %d %s, want %s", got.Code, got.Body, made.Body)
	}
	for _, p := range []*servicetest.Process{one, other} {
		p.Signal(t, syscall.SIGTERM)
		if code, out := p.Wait(t); code != 0 {
			t.Errorf("exit code = %d, want 0\n%s", code, out)
		}
	}
}

func TestCommands(t *testing.T) {
	for name, tt := range map[string]struct {
		args []string
		env  string
		code int
		says string
	}{
		"no database to migrate":   {[]string{"migrate"}, "LOG_LEVEL=info", 0, "no database is set"},
		"a database that is away":  {[]string{"migrate"}, "DATABASE_MAIN_HOST=127.0.0.1", 1, "is not migrated"},
		"no such command":          {[]string{"migrat"}, "LOG_LEVEL=info", 1, "migrate"},
		"the program named, twice": {[]string{"/service", "migrate"}, "LOG_LEVEL=info", 1, "/service"},
	} {
		t.Run(name, func(t *testing.T) {
			env := []string{tt.env, "DATABASE_MAIN_PORT=" + servicetest.FreePort(t), "DATABASE_MAIN_NAME=shop", "DATABASE_MAIN_USER=shop"}
			if code, out := servicetest.Run(t, tt.args, env...).Wait(t); code != tt.code || !strings.Contains(out, tt.says) {
				t.Errorf("ended with %d, want %d and %q in the log\n%s", code, tt.code, tt.says, out)
			}
		})
	}
}

// lost is a database that has gone.
func lost(t *testing.T) *postgresStore {
	t.Helper()
	env := map[string]string{
		"DATABASE_MAIN_HOST": "127.0.0.1", "DATABASE_MAIN_PORT": servicetest.FreePort(t),
		"DATABASE_MAIN_NAME": "shop", "DATABASE_MAIN_USER": "shop", "DATABASE_MAIN_SSLMODE": "disable",
	}
	pool, err := load(config.NewReader(func(name string) string { return env[name] })).database.Pool(context.WithoutCancel(t.Context()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	return &postgresStore{pool: pool}
}

func TestLostDatabase(t *testing.T) {
	h := handlerOf(newHandlers(lost(t), unpriced{}, slog.New(slog.DiscardHandler)))
	id := "/orders/" + sample(0).ID
	for _, ask := range [][2]string{{"GET", "/orders"}, {"GET", id}, {"POST", "/orders"}, {"POST", id + "/confirm"}} {
		res := servicetest.Do(h, ask[0], ask[1], tea, keyHeader, "k")
		if res.Code != 503 || res.Header.Get("Retry-After") == "" || strings.Contains(res.Body, "127.0.0.1") {
			t.Errorf("%s %s = %d %s, want 503, when to try again, and no word of the inside", ask[0], ask[1], res.Code, res.Body)
		}
	}
}
