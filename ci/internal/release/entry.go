package release

import (
	"errors"
	"fmt"
	"path"
	"regexp"
	"time"
)

// Status is how a deployment ended.
type Status string

const (
	// Succeeded means that the release served and its smoke test passed.
	Succeeded Status = "succeeded"
	// Failed means anything else, a deployment that was rolled back included.
	Failed Status = "failed"
)

// Entry is one deployment in the ledger. A release that a rollback brings back makes a new entry.
type Entry struct {
	// At is when the deployment ended. It is kept in UTC, to the millisecond, and orders the ledger.
	At time.Time `json:"at"`
	// Status is how it ended.
	Status Status `json:"status"`
	// Reason says why it failed, or why it took place ("rollback"); it may be empty when it succeeded.
	Reason string `json:"reason,omitempty"`
	// Seconds is how long it took.
	Seconds float64 `json:"seconds"`
	// Release is what was deployed.
	Release Release `json:"release"`
}

// Validate returns nil or a *InvalidError with every problem of the entry and its release.
func (e Entry) Validate() error {
	var c checks
	c.check(!e.At.IsZero(), "at is missing")
	c.check(e.Status == Succeeded || e.Status == Failed, "status is %q, not %s or %s", e.Status, Succeeded, Failed)
	c.check(e.Status != Failed || e.Reason != "", "reason is missing, and it failed")
	c.check(e.Seconds >= 0, "seconds is %g", e.Seconds)
	if err := e.Release.Validate(); err != nil {
		var invalid *InvalidError
		if !errors.As(err, &invalid) {
			return err
		}
		c = append(c, invalid.Problems...)
	}
	return c.err()
}

// EncodeEntry returns the entry as JSON, always the same for the same entry. It fails with a *InvalidError when DecodeEntry
// would refuse the result.
func EncodeEntry(e Entry) ([]byte, error) {
	e = e.normal()
	if err := e.Validate(); err != nil {
		return nil, err
	}
	return encode(e)
}

// DecodeEntry reads what EncodeEntry wrote, as strictly as Decode.
func DecodeEntry(data []byte) (Entry, error) {
	var e Entry
	if err := decode(data, &e); err != nil {
		return Entry{}, fmt.Errorf("read the ledger's entry: %w", err)
	}
	if err := e.Validate(); err != nil {
		return Entry{}, err
	}
	return e, nil
}

func (e Entry) normal() Entry {
	e.At = e.At.UTC().Truncate(time.Millisecond)
	e.Release = e.Release.normal()
	return e
}

// stamp is RFC 3339 without the colons, which some tools cannot have in a file name, and with a fixed width, so that keys sort
// by time.
const stamp = "2006-01-02T150405.000Z"

var keyForm = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d{6}\.\d{3}Z-[0-9A-Za-z._-]{1,12}\.json$`)

// key is where the entry lies: releases/ENVIRONMENT/TIME-REVISION.json.
func (e Entry) key() string {
	revision := e.Release.Revision
	return path.Join("releases", e.Release.Environment, e.At.UTC().Format(stamp)+"-"+revision[:min(12, len(revision))]+".json")
}
