package release

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// entry is a valid entry of prod, minutes after half past eight.
func entry(minutes int, edit func(*Entry)) Entry {
	e := Entry{
		At:      time.Date(2026, 11, 24, 8, 30+minutes, 0, 0, time.UTC),
		Status:  Succeeded,
		Seconds: 98.5,
		Release: sample(nil),
	}
	if edit != nil {
		edit(&e)
	}
	return e
}

func failed(e *Entry) { e.Status, e.Reason = Failed, "catalog was rolled back" }

func record(t *testing.T, ledger *Ledger, entries ...Entry) {
	t.Helper()
	for _, e := range entries {
		if _, err := ledger.Record(t.Context(), e); err != nil {
			t.Fatal(err)
		}
	}
}

func TestRecord(t *testing.T) {
	bucket := newBucket()
	ledger := NewLedger(bucket, "state")
	key, err := ledger.Record(t.Context(), entry(0, func(e *Entry) { e.At = e.At.Add(123456 * time.Microsecond) }))
	if err != nil {
		t.Fatal(err)
	}
	if want := "releases/prod/2026-11-24T083000.123Z-0a1b2c3d4e5f.json"; key != want {
		t.Errorf("key is %s, want %s", key, want)
	}
	got, err := DecodeEntry(bucket.objects[key])
	if err != nil {
		t.Fatal(err)
	}
	want := entry(0, func(e *Entry) { e.At = e.At.Add(123 * time.Millisecond) })
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("entry (-want +got):\n%s", diff)
	}
}

func TestRecordNeverOverwrites(t *testing.T) {
	bucket := newBucket()
	ledger := NewLedger(bucket, "state")
	record(t, ledger, entry(0, nil))
	before := fmt.Sprintf("%s", bucket.objects)

	_, err := ledger.Record(t.Context(), entry(0, failed))
	var exists *ExistsError
	if !errors.As(err, &exists) || exists.Bucket != "state" || !strings.HasPrefix(exists.Key, "releases/prod/") {
		t.Errorf("got %v, want an ExistsError", err)
	}
	if after := fmt.Sprintf("%s", bucket.objects); after != before {
		t.Errorf("the bucket has changed:\n%s\n%s", before, after)
	}
	if _, err := ledger.Record(t.Context(), entry(0, nil)); err != nil {
		t.Errorf("the same entry again, as by a repeated request: %v", err)
	}
}

func TestRecordRefuses(t *testing.T) {
	for name, edit := range map[string]func(*Entry){
		"no time":             func(e *Entry) { e.At = time.Time{} },
		"no status":           func(e *Entry) { e.Status = "" },
		"failed, no reason":   func(e *Entry) { e.Status = Failed },
		"negative seconds":    func(e *Entry) { e.Seconds = -1 },
		"a release not valid": func(e *Entry) { e.Release.Images = nil },
	} {
		t.Run(name, func(t *testing.T) {
			bucket := newBucket()
			_, err := NewLedger(bucket, "state").Record(t.Context(), entry(0, edit))
			var invalid *InvalidError
			if !errors.As(err, &invalid) || len(bucket.objects) > 0 {
				t.Errorf("got %v and %d objects", err, len(bucket.objects))
			}
		})
	}
}

func TestList(t *testing.T) {
	bucket := newBucket()
	ledger := NewLedger(bucket, "state")
	for minutes := range 5 {
		record(t, ledger, entry(minutes, nil))
	}
	record(t, ledger, entry(9, func(e *Entry) { e.Release.Environment = "prod-eu" }))
	bucket.objects["releases/prod/README.md"] = []byte("not ours")
	bucket.objects["releases/prod/old/2026-11-24T083000.000Z-0a1b2c3d4e5f.json"] = []byte("not ours")

	for _, test := range []struct{ limit, want int }{{0, 5}, {1, 1}, {2, 2}, {5, 5}, {9, 5}} {
		got, err := ledger.List(t.Context(), "prod", test.limit)
		if err != nil {
			t.Fatal(err)
		}
		want := make([]Entry, test.want)
		for i := range want {
			want[i] = entry(4-i, nil)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("limit %d (-want +got):\n%s", test.limit, diff)
		}
	}
	if bucket.lists < 10 {
		t.Errorf("%d calls to list: the pages were not followed", bucket.lists)
	}
	if got, err := ledger.List(t.Context(), "staging", 0); err != nil || len(got) != 0 {
		t.Errorf("an environment without entries: got %v, %v", got, err)
	}
}

func TestLast(t *testing.T) {
	tests := map[string]struct {
		entries []Entry
		want    int // minutes, or -1 for ErrNoRelease
	}{
		"none":              {nil, -1},
		"only failures":     {[]Entry{entry(0, failed), entry(1, failed)}, -1},
		"the newest":        {[]Entry{entry(0, nil), entry(1, nil)}, 1},
		"before a failure":  {[]Entry{entry(0, nil), entry(1, nil), entry(2, failed)}, 1},
		"recorded in a mix": {[]Entry{entry(3, failed), entry(2, nil), entry(1, nil)}, 2},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			ledger := NewLedger(newBucket(), "state")
			record(t, ledger, test.entries...)
			got, err := ledger.Last(t.Context(), "prod")
			if test.want < 0 {
				if !errors.Is(err, ErrNoRelease) || !strings.HasPrefix(err.Error(), "prod: ") {
					t.Errorf("got %v, want ErrNoRelease", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(entry(test.want, nil), got); diff != "" {
				t.Errorf("entry (-want +got):\n%s", diff)
			}
		})
	}
}

func TestLedgerErrors(t *testing.T) {
	t.Run("an entry that is damaged is named", func(t *testing.T) {
		bucket := newBucket()
		ledger := NewLedger(bucket, "state")
		record(t, ledger, entry(0, nil))
		key := entry(1, nil).key()
		bucket.objects[key] = []byte(`{"at":`)
		if _, err := ledger.Last(t.Context(), "prod"); err == nil || !strings.Contains(err.Error(), "s3://state/"+key) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("an entry that is too large is not read", func(t *testing.T) {
		bucket := newBucket()
		bucket.objects[entry(1, nil).key()] = make([]byte, maxEntry+1)
		if _, err := NewLedger(bucket, "state").List(t.Context(), "prod", 0); err == nil || !strings.Contains(err.Error(), "larger") {
			t.Errorf("got %v", err)
		}
	})
	t.Run("no bucket", func(t *testing.T) {
		ledger := NewLedger(newBucket(), "other")
		_, recordErr := ledger.Record(t.Context(), entry(0, nil))
		_, listErr := ledger.List(t.Context(), "prod", 0)
		for _, err := range []error{recordErr, listErr} {
			var missing *MissingBucketError
			if !errors.As(err, &missing) || missing.Bucket != "other" || missing.Unwrap() == nil {
				t.Errorf("got %v, want a MissingBucketError", err)
			}
		}
	})
	t.Run("an environment as a path", func(t *testing.T) {
		var invalid *InvalidError
		if _, err := NewLedger(newBucket(), "state").List(t.Context(), "../prod", 0); !errors.As(err, &invalid) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("cancelled", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := NewLedger(newBucket(), "state").Last(ctx, "prod"); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	})
}
