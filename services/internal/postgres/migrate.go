package postgres

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

// lockTimeout ends a migration that waits for a table which somebody holds: all
// who come after it would wait too.
const lockTimeout = "10s"

// Migrate applies those migrations that the database does not have yet, each in
// a transaction of its own: one that fails leaves nothing behind, and a second
// run begins with it. Two runs at once wait for each other.
func (s *Settings) Migrate(ctx context.Context, migrations fs.FS, log *slog.Logger) error {
	config, err := s.config(ctx)
	if err != nil {
		return err
	}
	// An index takes as long as it takes.
	config.ConnConfig.RuntimeParams = map[string]string{"lock_timeout": lockTimeout, "timezone": "UTC"}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return fmt.Errorf("connections to %s: %w", s.host, err)
	}
	defer pool.Close()
	db := stdlib.OpenDBFromPool(pool)
	defer db.Close()
	locker, err := lock.NewPostgresSessionLocker()
	if err != nil {
		return fmt.Errorf("lock for migrations: %w", err)
	}
	provider, err := goose.NewProvider(goose.DialectPostgres, db, migrations, goose.WithSessionLocker(locker))
	if err != nil {
		return fmt.Errorf("the migrations of this program can't be read: %w", err)
	}
	applied, err := provider.Up(ctx)
	if partial, ok := errors.AsType[*goose.PartialError](err); ok {
		applied = partial.Applied
	}
	for _, m := range applied {
		log.InfoContext(ctx, "migration applied", "migration", m.Source.Path, "duration_ms", m.Duration.Milliseconds())
	}
	if err != nil {
		return fmt.Errorf("database %s at %s is not migrated, correct what follows and run it again: %w", s.database, s.host, err)
	}
	version, err := provider.GetDBVersion(ctx)
	if err != nil {
		return fmt.Errorf("the version of database %s at %s: %w", s.database, s.host, err)
	}
	log.InfoContext(ctx, "database migrated", "database", s.database, "version", version, "applied", len(applied))
	return nil
}
