package databases

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// found makes what RDS makes in a new instance: its roles, the master user, and the database.
func (c *cluster) found(ctx context.Context, w *wanted) error {
	user := pgx.Identifier{w.User}.Sanitize()
	statements := []string{
		"CREATE ROLE rds_superuser NOLOGIN",
		"GRANT pg_monitor, pg_signal_backend TO rds_superuser WITH ADMIN OPTION",
		"CREATE ROLE rds_iam NOLOGIN",
		"CREATE ROLE " + user + " LOGIN CREATEDB CREATEROLE IN ROLE rds_superuser",
		"ALTER DATABASE postgres OWNER TO " + user,
	}
	if w.Database != "" && w.Database != "postgres" {
		statements = append(statements, "CREATE DATABASE "+pgx.Identifier{w.Database}.Sanitize()+" OWNER "+user)
	}
	if err := c.do(ctx, statements...); err != nil {
		return err
	}
	if w.Password == "" {
		return nil
	}
	return c.setPassword(ctx, w)
}

func (c *cluster) setPassword(ctx context.Context, w *wanted) error {
	password := "'" + strings.ReplaceAll(w.Password, "'", "''") + "'" // as a literal, standard_conforming_strings being on
	return c.do(ctx, "ALTER ROLE "+pgx.Identifier{w.User}.Sanitize()+" PASSWORD "+password)
}

// do runs statements as the cluster's owner, each by itself.
func (c *cluster) do(ctx context.Context, statements ...string) error {
	config, err := pgconn.ParseConfig("sslmode=disable")
	if err != nil {
		return err
	}
	config.Host, config.Port, config.User, config.Database = c.folder, uint16(c.port), owner, "postgres"
	config.Password, config.Fallbacks, config.ConnectTimeout = "", nil, 5*time.Second
	connection, err := pgconn.ConnectConfig(ctx, config)
	if err != nil {
		return err
	}
	defer connection.Close(context.WithoutCancel(ctx))
	for _, statement := range statements {
		if err := connection.Exec(ctx, statement).Close(); err != nil {
			return fmt.Errorf("PostgreSQL refuses: %w", err) // its answer has no part of the statement
		}
	}
	return nil
}
