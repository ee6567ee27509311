package dump

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
)

// Read loads a dump into a database that is empty and has the dump's version: all
// of it, or nothing.
func Read(ctx context.Context, conn *pgx.Conn, r io.Reader) (Manifest, error) {
	from, err := open(r)
	if err != nil {
		return Manifest{}, err
	}
	err = pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		if err := from.fits(ctx, tx); err != nil {
			return err
		}
		// Without foreign keys no order of the tables matters, and each is checked
		// once at the end and not for every row. pg_restore does it so.
		keys, err := foreignKeys(ctx, tx, from.Tables)
		if err != nil {
			return err
		}
		if err := execute(ctx, tx, keys.drop); err != nil {
			return fmt.Errorf("take the foreign keys away: %w", err)
		}
		if err := from.fill(ctx, tx); err != nil {
			return err
		}
		if err := execute(ctx, tx, keys.add); err != nil {
			return fmt.Errorf("the rows of this dump do not belong together: %w", err)
		}
		for _, s := range from.Sequences {
			if _, err := tx.Exec(ctx, `SELECT setval($1::text::regclass, $2, $3)`, s.Name, s.Last, s.Called); err != nil {
				return fmt.Errorf("set sequence %s: %w", s.Name, err)
			}
		}
		return nil
	})
	return from.Manifest, err
}

// source is a dump that is read.
type source struct {
	Manifest
	compressed *gzip.Reader
	files      *tar.Reader
	// next is the file that the reader stands before, nil at the end.
	next *tar.Header
}

func open(r io.Reader) (*source, error) {
	const none = "this is no dump of `dump`: "
	compressed, err := gzip.NewReader(r)
	if errors.Is(err, gzip.ErrHeader) || errors.Is(err, io.EOF) {
		return nil, &RefusedError{none + "it is not compressed by gzip"}
	}
	if err != nil {
		return nil, fmt.Errorf("read the dump: %w", err)
	}
	s := &source{compressed: compressed, files: tar.NewReader(compressed)}
	if err := s.advance(); err != nil {
		return nil, err
	}
	if s.next == nil || s.next.Name != manifestName {
		return nil, &RefusedError{none + "its first file is not " + manifestName}
	}
	if err := json.NewDecoder(s.files).Decode(&s.Manifest); err != nil {
		return nil, fmt.Errorf("read %s: %w", manifestName, err)
	}
	return s, s.advance()
}

func (s *source) advance() (err error) {
	s.next, err = s.files.Next()
	if errors.Is(err, io.EOF) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read the dump: %w", err)
	}
	return nil
}

// fits refuses a database that is not made for this dump. What it compares is
// locked: who makes an order now waits, and makes it after the load or fails.
func (s *source) fits(ctx context.Context, tx pgx.Tx) error {
	here, err := tables(ctx, tx)
	if err != nil {
		return err
	}
	if err := lock(ctx, tx, here, "ACCESS EXCLUSIVE"); err != nil {
		return err
	}
	has, err := version(ctx, tx)
	if err != nil {
		return err
	}
	if has != s.Version {
		return &RefusedError{fmt.Sprintf("the dump is of schema version %d, and the database has %d: have `migrate` of the release that made the dump (revision %s, image %s) make the tables in an empty database, load it there with that release, then run `migrate` of the newest",
			s.Version, has, s.Build.Revision, s.Build.Digest)}
	}
	// The names that reach SQL are those of the database from here on.
	if !slices.EqualFunc(here, s.Tables, func(a, b Table) bool { return a.Name == b.Name && slices.Equal(a.Columns, b.Columns) }) {
		return &RefusedError{fmt.Sprintf("tables or columns of the database are not those of the dump, of the same version %d: let `migrate` alone make the tables of an empty database, and load there", has)}
	}
	for _, t := range here {
		var filled bool
		if err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM ONLY `+t.Name+`)`).Scan(&filled); err != nil {
			return fmt.Errorf("look whether %s is empty: %w", t.Name, err)
		}
		if filled {
			return &RefusedError{fmt.Sprintf("the database is not empty, table %s has rows: load into another one that `migrate` has just made the tables in, or empty this one's if nobody needs what they hold", t.Name)}
		}
	}
	return nil
}

// fill loads all tables, and reads the dump to its end, where its checksum is.
func (s *source) fill(ctx context.Context, tx pgx.Tx) error {
	for _, t := range s.Tables {
		from := &content{source: s, table: t.Name}
		done, err := tx.Conn().PgConn().CopyFrom(ctx, from, `COPY `+t.Name+` (`+strings.Join(t.Columns, ", ")+`) FROM STDIN`)
		if from.err != nil { // COPY's own error repeats the words alone
			err = from.err
		}
		if err != nil {
			return fmt.Errorf("load table %s: %w", t.Name, err)
		}
		if done.RowsAffected() != t.Rows {
			return fmt.Errorf("the dump is damaged: table %s has %d rows in it, and %d in its manifest", t.Name, done.RowsAffected(), t.Rows)
		}
	}
	if s.next != nil {
		return fmt.Errorf("the dump is damaged: %s belongs to no table of its manifest", s.next.Name)
	}
	if _, err := io.Copy(io.Discard, s.compressed); err != nil {
		return fmt.Errorf("read the dump to its end: %w", err)
	}
	return nil
}

// content is what the files of a table have, one after the other.
type content struct {
	*source
	table string
	// err is why it ended early.
	err error
}

func (c *content) Read(p []byte) (int, error) {
	for c.next != nil && strings.HasPrefix(c.next.Name, c.table+"/") {
		n, err := c.files.Read(p)
		if n > 0 {
			return n, nil
		}
		if err == nil || errors.Is(err, io.EOF) {
			err = c.advance()
		}
		if err != nil {
			c.err = err
			return 0, err
		}
	}
	return 0, io.EOF
}

// keys are the statements that take foreign keys away, and make them again.
type keys struct{ drop, add []string }

func foreignKeys(ctx context.Context, tx pgx.Tx, all []Table) (keys, error) {
	names := make([]string, len(all))
	for i, t := range all {
		names[i] = t.Name
	}
	rows, err := tx.Query(ctx, `
SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname),
       format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
FROM pg_constraint WHERE contype = 'f' AND conparentid = 0 AND conrelid = ANY ($1::text[]::regclass[]) ORDER BY 1`, names)
	if err != nil {
		return keys{}, fmt.Errorf("look for foreign keys: %w", err)
	}
	var k keys
	var drop, add string
	_, err = pgx.ForEachRow(rows, []any{&drop, &add}, func() error {
		k.drop, k.add = append(k.drop, drop), append(k.add, add)
		return nil
	})
	if err != nil {
		return keys{}, fmt.Errorf("look for foreign keys: %w", err)
	}
	return k, nil
}

func execute(ctx context.Context, tx pgx.Tx, statements []string) error {
	for _, statement := range statements {
		if _, err := tx.Exec(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}
