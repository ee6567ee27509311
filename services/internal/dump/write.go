package dump

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"slipway/services/internal/buildinfo"
)

// asWritten are the settings that what COPY writes depends on. A policy that would
// hide rows fails instead.
const asWritten = `SET LOCAL datestyle = ISO; SET LOCAL intervalstyle = postgres; SET LOCAL client_encoding = UTF8; SET LOCAL row_security = off`

// Write writes all rows of all tables as they are at one moment. Others may write
// meanwhile; a migration that changes a table waits.
func Write(ctx context.Context, conn *pgx.Conn, w io.Writer, build buildinfo.Info, at time.Time) (Manifest, error) {
	m := Manifest{MadeAt: at.UTC(), Build: build}
	known, err := tables(ctx, conn)
	if err != nil {
		return m, err
	}
	err = pgx.BeginTxFunc(ctx, conn, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		// Locked before the transaction has its moment: a table that a migration
		// wrote anew after that moment would look empty.
		if err := lock(ctx, tx, known, "ACCESS SHARE"); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, asWritten); err != nil {
			return fmt.Errorf("settings of the connection: %w", err)
		}
		if err := m.look(ctx, tx); err != nil {
			return err
		}
		return m.write(ctx, tx, w)
	})
	return m, err
}

// look finds out what there is.
func (m *Manifest) look(ctx context.Context, tx pgx.Tx) (err error) {
	if m.Version, err = version(ctx, tx); err != nil {
		return err
	}
	if m.Tables, err = tables(ctx, tx); err != nil {
		return err
	}
	for i := range m.Tables {
		t := &m.Tables[i]
		if err := tx.QueryRow(ctx, `SELECT count(*) FROM ONLY `+t.Name).Scan(&t.Rows); err != nil {
			return fmt.Errorf("count the rows of %s: %w", t.Name, err)
		}
	}
	m.Sequences, err = sequences(ctx, tx)
	return err
}

func (m *Manifest) write(ctx context.Context, tx pgx.Tx, w io.Writer) error {
	compressed := gzip.NewWriter(w)
	files := tar.NewWriter(compressed)
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return fmt.Errorf("write the manifest: %w", err)
	}
	if err := file(files, manifestName, m.MadeAt, append(text, '\n')); err != nil {
		return err
	}
	for _, t := range m.Tables {
		to := &rows{files: files, table: t.Name, at: m.MadeAt}
		done, err := tx.Conn().PgConn().CopyTo(ctx, to, `COPY `+t.Name+` (`+strings.Join(t.Columns, ", ")+`) TO STDOUT`)
		if err == nil {
			err = to.flush()
		}
		if err != nil {
			return fmt.Errorf("copy table %s: %w", t.Name, err)
		}
		if done.RowsAffected() != t.Rows {
			return fmt.Errorf("table %s has %d rows, and %d were copied: look for what hides rows from this user", t.Name, t.Rows, done.RowsAffected())
		}
	}
	if err := files.Close(); err != nil {
		return fmt.Errorf("end the dump: %w", err)
	}
	if err := compressed.Close(); err != nil {
		return fmt.Errorf("end the dump: %w", err)
	}
	return nil
}

func file(files *tar.Writer, name string, at time.Time, content []byte) error {
	header := &tar.Header{Typeflag: tar.TypeReg, Name: name, Mode: 0o600, Size: int64(len(content)), ModTime: at}
	if err := files.WriteHeader(header); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	if _, err := files.Write(content); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

// rows makes files of what COPY writes.
type rows struct {
	files *tar.Writer
	table string
	at    time.Time
	made  int
	held  bytes.Buffer
}

// Write takes a whole row: PostgreSQL sends each in a message of its own.
func (r *rows) Write(row []byte) (int, error) {
	r.held.Write(row)
	if r.held.Len() < fileSize {
		return len(row), nil
	}
	return len(row), r.flush()
}

func (r *rows) flush() error {
	if r.held.Len() == 0 {
		return nil
	}
	r.made++
	err := file(r.files, fmt.Sprintf("%s/%06d.copy", r.table, r.made), r.at, r.held.Bytes())
	r.held.Reset()
	return err
}
