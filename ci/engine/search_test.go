package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"
)

func TestSearch(t *testing.T) {
	const secret = "NEEDLE42"
	// Across the border of two pieces.
	long := strings.Repeat("x", 1<<20+1<<10-4) + secret + strings.Repeat("y", 100)
	var gz, zst bytes.Buffer
	g := gzip.NewWriter(&gz)
	fmt.Fprint(g, long)
	_ = g.Close()
	z, err := zstd.NewWriter(&zst)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(z, long)
	_ = z.Close()
	for name, test := range map[string]struct {
		content []byte
		since   time.Time
		found   bool
	}{
		"plain":       {[]byte(long), time.Unix(0, 0), true},
		"in a gzip":   {gz.Bytes(), time.Unix(0, 0), true},
		"in a zstd":   {zst.Bytes(), time.Unix(0, 0), true},
		"not there":   {[]byte("NEEDLE4x"), time.Unix(0, 0), false},
		"older":       {[]byte(long), time.Now().Add(time.Hour), false},
		"broken gzip": {gz.Bytes()[:20], time.Unix(0, 0), false},
	} {
		t.Run(name, func(t *testing.T) {
			s := &Settings{Cache: t.TempDir()}
			file := filepath.Join(s.stateDir(), "worker", "blob")
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.MkdirAll(s.runDir(), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, test.content, 0o600); err != nil {
				t.Fatal(err)
			}
			// An old modification time, as an unpacked file has: it must not hide the file.
			if err := os.Chtimes(file, time.Unix(1, 0), time.Unix(1, 0)); err != nil {
				t.Fatal(err)
			}
			err := search(context.Background(), s, []string{"NEEDLE[0-9]{2}", fmt.Sprint(test.since.Unix())})
			if errors.Is(err, errFound) != test.found || err != nil && !test.found {
				t.Errorf("%v", err)
			}
		})
	}
}
