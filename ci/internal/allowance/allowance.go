// Package allowance is what every written exception has in common: a reason, and an end.
package allowance

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
)

// Term is why something is allowed, and until when. Other allowances embed it.
type Term struct {
	Reason string `yaml:"reason" json:"reason"`
	// Expires is the last day on which it holds, as 2027-01-31, in UTC.
	Expires string `yaml:"expires" json:"expires"`

	last time.Time
}

// Check refuses a term without a reason or an end. It must pass before Expired is asked.
func (t *Term) Check() error {
	if len(strings.Fields(t.Reason)) < 3 {
		return fmt.Errorf("reason is %q: write why the finding is acceptable, so that the next reader can judge it", t.Reason)
	}
	last, err := time.Parse(time.DateOnly, t.Expires)
	if err != nil {
		return fmt.Errorf("expires is %q: write the last day on which it holds, for example 2027-01-31", t.Expires)
	}
	t.last = last
	return nil
}

// Expired says whether its last day is over.
func (t *Term) Expired(today time.Time) bool {
	return today.UTC().Truncate(24 * time.Hour).After(t.last)
}

// Error is an entry that can't be used.
type Error struct {
	File   string
	Entry  int // from 1
	Reason string
}

func (e *Error) Error() string {
	return fmt.Sprintf("%s: allowance %d: %s", e.File, e.Entry, e.Reason)
}

// Read takes the text of a file with a list named allowances, and has each entry checked. An empty text allows nothing; a
// field that an entry does not have is an error, as it may be a misspelt limit.
func Read[T any](file string, text []byte, check func(*T) error) ([]T, error) {
	var content struct {
		Allowances []T `yaml:"allowances"`
	}
	err := yaml.NewDecoder(bytes.NewReader(text), yaml.DisallowUnknownField()).Decode(&content)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s can't be read: %w", file, err)
	}
	for i := range content.Allowances {
		if err := check(&content.Allowances[i]); err != nil {
			return nil, &Error{File: file, Entry: i + 1, Reason: err.Error()}
		}
	}
	return content.Allowances, nil
}
