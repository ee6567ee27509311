package dump

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/pressly/goose/v3"
)

// undefinedTable is PostgreSQL's code for a table that is not there.
const undefinedTable = "42P01"

// own are the tables and sequences of a database that are neither PostgreSQL's, nor
// an extension's, nor goose's: what a migration made.
const own = `
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\_%' AND c.relname <> '` + goose.DefaultTablename + `'
  AND NOT EXISTS (
    SELECT FROM pg_depend d LEFT JOIN pg_class of ON d.refclassid = 'pg_class'::regclass AND of.oid = d.refobjid
    WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND (d.deptype = 'e' OR of.relname = '` + goose.DefaultTablename + `'))
`

// querier is a connection or a transaction.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// version is that of the last migration.
func version(ctx context.Context, q querier) (version int64, err error) {
	err = q.QueryRow(ctx, `SELECT coalesce(max(version_id), 0) FROM `+goose.DefaultTablename).Scan(&version)
	if missing, ok := errors.AsType[*pgconn.PgError](err); ok && missing.Code == undefinedTable {
		return 0, &RefusedError{"the database was never migrated: run `migrate` first"}
	}
	if err != nil {
		return 0, fmt.Errorf("read the schema's version: %w", err)
	}
	return version, nil
}

// tables are without their rows. A table of partitions has its rows in these.
func tables(ctx context.Context, q querier) ([]Table, error) {
	rows, err := q.Query(ctx, `
SELECT format('%I.%I', n.nspname, c.relname), ARRAY(
    SELECT quote_ident(a.attname) FROM pg_attribute a
    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' ORDER BY a.attnum)
`+own+`AND c.relkind = 'r' ORDER BY 1`)
	if err != nil {
		return nil, fmt.Errorf("look for the tables: %w", err)
	}
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (t Table, err error) {
		return t, row.Scan(&t.Name, &t.Columns)
	})
	if err != nil {
		return nil, fmt.Errorf("look for the tables: %w", err)
	}
	return all, nil
}

// sequences are as they stand now: no transaction holds one still. What a
// transaction sees was given before.
func sequences(ctx context.Context, q querier) ([]Sequence, error) {
	rows, err := q.Query(ctx, `SELECT format('%I.%I', n.nspname, c.relname)`+own+`AND c.relkind = 'S' ORDER BY 1`)
	if err != nil {
		return nil, fmt.Errorf("look for the sequences: %w", err)
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("look for the sequences: %w", err)
	}
	all := make([]Sequence, len(names))
	for i, name := range names {
		all[i].Name = name
		if err := q.QueryRow(ctx, `SELECT last_value, is_called FROM `+name).Scan(&all[i].Last, &all[i].Called); err != nil {
			return nil, fmt.Errorf("read sequence %s: %w", name, err)
		}
	}
	return all, nil
}

// lock holds all tables in a mode until the transaction ends.
func lock(ctx context.Context, tx pgx.Tx, all []Table, mode string) error {
	if len(all) == 0 {
		return nil
	}
	names := make([]string, len(all))
	for i, t := range all {
		names[i] = t.Name
	}
	if _, err := tx.Exec(ctx, `LOCK TABLE ONLY `+strings.Join(names, ", ONLY ")+` IN `+mode+` MODE`); err != nil {
		return fmt.Errorf("lock the tables, which somebody may hold: %w", err)
	}
	return nil
}
