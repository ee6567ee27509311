package ledger

import (
	"slices"
	"testing"
	"time"
)

// TestLast has a run say of which others it finds the pieces: of those that were killed or ended half-way after the last that ended by itself.
func TestLast(t *testing.T) {
	a, b := images("a", "a"), images("b", "a")
	for name, test := range map[string]struct {
		story
		live        int
		interrupted []int
	}{
		"nothing":                          {nil, 0, nil},
		"a first one that was killed":      {story{{Deploy, "", a, 0}}, 0, []int{1}},
		"two after the one that serves":    {story{{Deploy, Succeeded, a, 0}, {Deploy, "", b, 0}, {Apply, CallEnded, b, 0}}, 1, []int{3, 2}},
		"none after one that failed":       {story{{Deploy, Succeeded, a, 0}, {Deploy, "", b, 0}, {Deploy, Failed, b, 0}}, 1, nil},
		"none where a later one goes well": {story{{Deploy, "", b, 0}, {Deploy, Succeeded, a, 0}}, 2, nil},
		"a destroy":                        {story{{Deploy, Succeeded, a, 0}, {Destroy, "", nil, 0}}, 0, []int{2}},
	} {
		t.Run(name, func(t *testing.T) {
			l := &Ledger{API: &bucket{}}
			for _, e := range test.story {
				if e.result != CallEnded {
					write(t, l, Begin{Kind: e.kind, Digests: e.images}, e.result)
					continue
				}
				begun, err := l.Begin(t.Context(), Begin{Kind: e.kind, Digests: e.images})
				if err == nil {
					err = l.End(t.Context(), begun.Number, End{Result: Failed, Reason: CallEnded})
				}
				if err != nil {
					t.Fatal(err)
				}
			}
			live, interrupted, err := l.Last(t.Context())
			var numbers []int
			for _, r := range interrupted {
				numbers = append(numbers, r.Number)
			}
			if err != nil || numberOf(live) != test.live || !slices.Equal(numbers, test.interrupted) {
				t.Errorf("got %d and %v (%v), want %d and %v", numberOf(live), numbers, err, test.live, test.interrupted)
			}
		})
	}
}

func TestNamed(t *testing.T) {
	r := Release{Begin: Begin{Number: 6, Kind: Deploy, By: "arn:aws:iam::111122223333:user/maria", At: time.Date(2026, 11, 29, 3, 2, 1, 0, time.UTC), Run: "https://ci.example/7"}}
	if got, want := Named(r), "release 6 (deploy by maria, since 2026-11-29 03:02:01 UTC, https://ci.example/7)"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
