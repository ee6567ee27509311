package main

import (
	"context"
	"embed"
	"io/fs"
	"log/slog"
)

// migrations are run by `service migrate` before a release, whose old tasks still
// serve then: what one takes away, the release before must not use any more.
//
//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings the database to what this program needs. Without a database
// there is nothing to do: orders are in memory.
func migrate(ctx context.Context, s settings, log *slog.Logger) error {
	if s.database == nil {
		log.Info("nothing migrated: no database is set; name one in `uses` of the service, or set DATABASE_MAIN_HOST and its sisters")
		return nil
	}
	files, err := fs.Sub(migrations, "migrations")
	if err != nil { // the folder is in the program
		return err
	}
	return s.database.Migrate(ctx, files, log)
}
