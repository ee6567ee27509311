// Package dump copies the rows of a PostgreSQL database into a stream, and back.
//
// The stream is a gzip'ed tar: manifest.json, then of each table files of whole
// rows, as public.orders/000001.copy, in the text format of COPY. So it is written
// and read without being held, and psql's \copy can read it where no program does.
package dump

import (
	"time"

	"slipway/services/internal/buildinfo"
)

// manifestName is the first file of a dump.
const manifestName = "manifest.json"

// fileSize is about what one file has: a tar says a file's size before the file.
const fileSize = 4 << 20

// Manifest is what a dump says of itself.
type Manifest struct {
	// MadeAt is when it was asked for.
	MadeAt time.Time `json:"made_at"`
	// Build made it, and can load it.
	Build buildinfo.Info `json:"build"`
	// Version is that of the last migration.
	Version   int64      `json:"schema_version"`
	Tables    []Table    `json:"tables"`
	Sequences []Sequence `json:"sequences"`
}

// Table is a table and its columns but those that PostgreSQL computes. All names
// are quoted where SQL asks for it.
type Table struct {
	Name    string   `json:"name"`
	Columns []string `json:"columns"`
	Rows    int64    `json:"rows"`
}

// Sequence is where a sequence stands: the last value that it gave, or the first
// that it will give.
type Sequence struct {
	Name   string `json:"name"`
	Last   int64  `json:"last_value"`
	Called bool   `json:"is_called"`
}

// Rows is the number of all rows.
func (m Manifest) Rows() (all int64) {
	for _, t := range m.Tables {
		all += t.Rows
	}
	return all
}

// RefusedError says why a dump was not made or not loaded, and what to do: nothing
// failed, and nothing was changed.
type RefusedError struct{ Reason string }

func (e *RefusedError) Error() string { return e.Reason }
