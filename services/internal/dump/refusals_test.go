package dump_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"strings"
	"testing"

	"slipway/services/internal/buildinfo"
	"slipway/services/internal/dump"
)

const small = migrated + `CREATE TABLE people (id int GENERATED ALWAYS AS IDENTITY, name text);`

// files are the names of a dump's files.
func files(t *testing.T, content []byte) (names []string) {
	t.Helper()
	each(t, content, func(h *tar.Header, _ []byte) { names = append(names, h.Name) })
	return names
}

func each(t *testing.T, content []byte, do func(*tar.Header, []byte)) {
	t.Helper()
	compressed, err := gzip.NewReader(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	archive := tar.NewReader(compressed)
	for {
		h, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(archive)
		if err != nil {
			t.Fatal(err)
		}
		do(h, text)
	}
}

// changed is the dump with other files.
func changed(t *testing.T, content []byte, change func(name, text string) (string, string)) []byte {
	t.Helper()
	var out bytes.Buffer
	compressed := gzip.NewWriter(&out)
	archive := tar.NewWriter(compressed)
	each(t, content, func(h *tar.Header, text []byte) {
		name, other := change(h.Name, string(text))
		if name == "" {
			return
		}
		h.Name, h.Size = name, int64(len(other))
		if err := archive.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
		if _, err := archive.Write([]byte(other)); err != nil {
			t.Fatal(err)
		}
	})
	if err := errors.Join(archive.Close(), compressed.Close()); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestRefusals(t *testing.T) {
	_, content := write(t, database(t, small, `INSERT INTO people (name) VALUES ('Ada')`))
	for name, tt := range map[string]struct {
		database, says string
		content        []byte
	}{
		"not empty":        {small + `INSERT INTO people (name) VALUES ('Bob')`, "public.people has rows", content},
		"an older version": {small + `DELETE FROM goose_db_version WHERE version_id = 3`, "version 3, and the database has 0", content},
		"never migrated":   {``, "run `migrate` first", content},
		"another column":   {small + `ALTER TABLE people ADD age int`, "of the same version 3", content},
		"another table":    {small + `CREATE TABLE more ()`, "of the same version 3", content},
		"a receipt":        {small, "not compressed", []byte("Order 1\nof Tuesday\n")},
		"nothing":          {small, "not compressed", nil},
		"another archive": {small, "manifest.json", changed(t, content, func(name, text string) (string, string) {
			return strings.Replace(name, "manifest", "package", 1), text
		})},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := dump.Read(t.Context(), database(t, tt.database), bytes.NewReader(tt.content))
			if _, refused := errors.AsType[*dump.RefusedError](err); !refused || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("= %v, want a refusal with %q", err, tt.says)
			}
		})
	}
	_, err := dump.Write(t.Context(), database(t), io.Discard, buildinfo.Of("shop"), noon)
	if _, refused := errors.AsType[*dump.RefusedError](err); !refused {
		t.Errorf("a dump of a database that was never migrated = %v, want a refusal", err)
	}
}

// Whatever is wrong with a dump, nothing of it is in the database afterwards, and the whole one can be loaded.
func TestWhatIsDamagedLeavesNothing(t *testing.T) {
	_, content := write(t, database(t, small+`CREATE TABLE pets (owner text)`, `INSERT INTO people (name) VALUES ('Ada'), ('Bob'); INSERT INTO pets VALUES ('Ada')`))
	to := database(t, small+`CREATE TABLE pets (owner text)`)
	flipped := bytes.Clone(content)
	flipped[len(flipped)-6] ^= 1 // of the checksum
	for name, tt := range map[string]struct {
		content []byte
		says    string
	}{
		"cut off in a table": {content[:len(content)/2], "unexpected EOF"},
		"cut off at the end": {content[:len(content)-1], "unexpected EOF"},
		"another checksum":   {flipped, "checksum"},
		"a row less": {changed(t, content, func(name, text string) (string, string) {
			return name, strings.TrimPrefix(text, "1\tAda\n")
		}), "public.people has 1 rows"},
		"a table less": {changed(t, content, func(name, text string) (string, string) {
			if strings.Contains(name, "pets") {
				return "", ""
			}
			return name, text
		}), "public.pets has 0 rows"},
		"a table more": {changed(t, content, func(name, text string) (string, string) {
			return strings.Replace(name, "pets", "ships", 1), text
		}), "public."},
		"no row": {changed(t, content, func(name, text string) (string, string) {
			return name, strings.Replace(text, "1\tAda", "one\tAda", 1)
		}), "load table public.people"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := dump.Read(t.Context(), to, bytes.NewReader(tt.content)); err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("= %v, want %q", err, tt.says)
			}
			if got := texts(t, to, `SELECT name FROM people UNION ALL SELECT owner FROM pets`); got != "" {
				t.Errorf("the database has %q, want nothing", got)
			}
		})
	}
	if _, err := dump.Read(t.Context(), to, bytes.NewReader(content)); err != nil {
		t.Fatal(err)
	}
	if got := texts(t, to, `SELECT name FROM people ORDER BY id`); got != "Ada\nBob" {
		t.Errorf("the database has %q", got)
	}
}
