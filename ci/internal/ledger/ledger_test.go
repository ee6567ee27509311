package ledger

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"
)

// when is the time of the tests' entries.
var when = time.Date(2026, 11, 29, 22, 30, 0, 0, time.UTC)

// images are those of a release that has the digest of one letter of each service.
func images(catalog, orders string) map[string]string {
	return map[string]string{"catalog": "sha256:" + strings.Repeat(catalog, 64), "orders": "sha256:" + strings.Repeat(orders, 64)}
}

// write writes an entry as a run does, with a result, or none for a run that was killed.
func write(t *testing.T, l *Ledger, b Begin, result Result) int {
	t.Helper()
	live, err := l.Live(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	b.At, b.By = when, "arn:aws:iam::111122223333:user/maria"
	b.SetDigests(b.Digests, live)
	begun, err := l.Begin(t.Context(), b)
	if err != nil {
		t.Fatal(err)
	}
	if result == "" {
		return begun.Number
	}
	end := End{At: when, Result: result, Seconds: 95}
	if result == Failed {
		end.Reason = "service catalog: its tasks ended"
	}
	if err := l.End(t.Context(), begun.Number, end); err != nil {
		t.Fatal(err)
	}
	return begun.Number
}

func TestNumbersGoOnPastTen(t *testing.T) {
	l := &Ledger{API: &bucket{}}
	for want := 1; want <= 12; want++ {
		if got := write(t, l, Begin{Kind: Deploy}, Succeeded); got != want {
			t.Fatalf("got %d, want %d", got, want)
		}
	}
}

func TestANumberThatIsTakenIsTheNextOne(t *testing.T) {
	b := &bucket{}
	l := &Ledger{API: b}
	b.before = func() { write(t, &Ledger{API: b}, Begin{ID: "theirs", Kind: Deploy}, "") }
	if got := write(t, l, Begin{ID: "mine", Kind: Deploy}, Succeeded); got != 2 {
		t.Errorf("got %d, want 2", got)
	}
	if !strings.Contains(b.objects["releases/1/begin.json"], "theirs") {
		t.Error("the entry of another run was written over")
	}
}

func TestAnEntryWhoseAnswerGotLostIsOnesOwn(t *testing.T) {
	b := &bucket{lose: true}
	if got := write(t, &Ledger{API: b}, Begin{ID: "mine", Kind: Deploy}, Succeeded); got != 1 || len(b.objects) != 2 {
		t.Errorf("got %d and %d objects, want 1 and 2", got, len(b.objects))
	}
}

func TestAnEndIsWrittenOnce(t *testing.T) {
	b := &bucket{}
	l := &Ledger{API: b}
	n := write(t, l, Begin{Kind: Deploy}, Failed)
	if err := l.End(t.Context(), n, End{Result: Succeeded}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.objects["releases/1/end.json"], "failed") {
		t.Error("an end was written over")
	}
}

func TestALedgerThatCanNotBeWritten(t *testing.T) {
	_, err := (&Ledger{API: &bucket{refuses: errReset}, Bucket: "shop-prod-state"}).Begin(t.Context(), Begin{Kind: Deploy})
	var refused *WriteError
	if !errors.As(err, &refused) || !errors.Is(err, errReset) {
		t.Fatalf("got %v", err)
	}
	for _, want := range []string{"s3://shop-prod-state/releases/1/begin.json", "Type the same command again"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("no %q in %v", want, err)
		}
	}
}

func TestNewestReadsNoMoreThanIsTaken(t *testing.T) {
	b := &bucket{}
	l := &Ledger{API: b}
	for range 3 * atOnce {
		write(t, l, Begin{Kind: Deploy}, Succeeded)
	}
	b.read = 0
	if live, err := l.Live(t.Context()); err != nil || live.Number != 3*atOnce {
		t.Fatalf("got %v, %v", live, err)
	}
	if b.read > 2*atOnce {
		t.Errorf("%d objects were read for one release", b.read)
	}
}

func TestABucketThatIsNotThereHasNoReleases(t *testing.T) {
	listed, err := (&Ledger{API: &bucket{gone: true}}).List(t.Context(), 20, 0)
	if err != nil || listed.Text() != "No releases.\n" {
		t.Errorf("got %q, %v", listed.Text(), err)
	}
}

func TestAReasonIsOneShortLine(t *testing.T) {
	for reason, want := range map[string]string{
		"apply: it failed:\nwith a secret below": "apply: it failed",
		strings.Repeat("é", 400):                 strings.Repeat("é", 300) + "…",
		"":                                       "",
	} {
		if got := Line(reason); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestACallThatIsCancelledWritesNothing(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	b := &bucket{}
	if _, err := (&Ledger{API: b}).Begin(ctx, Begin{Kind: Deploy}); !errors.Is(err, context.Canceled) || len(b.objects) > 0 {
		t.Errorf("got %v and %d objects", err, len(b.objects))
	}
}
