package ledger

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

// story is a ledger of entries, numbered from 1.
type story []struct {
	kind   Kind
	result Result
	images map[string]string
	of     int
}

func (s story) told(t *testing.T) *Ledger {
	l := &Ledger{API: &bucket{}}
	for _, e := range s {
		write(t, l, Begin{Kind: e.kind, Digests: e.images, Of: e.of}, e.result)
	}
	return l
}

func TestLiveAndBefore(t *testing.T) {
	a, b, c := images("a", "a"), images("b", "a"), images("c", "c")
	for name, test := range map[string]struct {
		story
		live, before int
	}{
		"nothing":            {nil, 0, 0},
		"one":                {story{{Deploy, Succeeded, a, 0}}, 1, 0},
		"the one before":     {story{{Deploy, Succeeded, a, 0}, {Apply, Succeeded, b, 0}}, 2, 1},
		"past the unchanged": {story{{Deploy, Succeeded, a, 0}, {Deploy, Succeeded, b, 0}, {Deploy, Succeeded, b, 0}}, 3, 1},
		"past what failed and what was killed": {
			story{{Deploy, Succeeded, a, 0}, {Deploy, Failed, c, 0}, {Deploy, Succeeded, b, 0}, {Deploy, Failed, c, 0}, {Deploy, "", c, 0}}, 3, 1,
		},
		"none before the one that a rollback brought back": {
			story{{Deploy, Succeeded, a, 0}, {Deploy, Succeeded, b, 0}, {Rollback, Succeeded, a, 1}}, 3, 0,
		},
		"before the one that a rollback brought back": {
			story{{Deploy, Succeeded, c, 0}, {Deploy, Succeeded, a, 0}, {Deploy, Succeeded, b, 0}, {Rollback, Succeeded, a, 2}}, 4, 1,
		},
		"after a rollback to a rollback": {
			story{{Deploy, Succeeded, c, 0}, {Deploy, Succeeded, a, 0}, {Deploy, Succeeded, b, 0}, {Rollback, Succeeded, a, 2},
				{Deploy, Succeeded, b, 0}, {Rollback, Succeeded, a, 4}}, 6, 1,
		},
		"none after a destroy":             {story{{Deploy, Succeeded, a, 0}, {Destroy, Succeeded, nil, 0}}, 0, 0},
		"none after one that was killed":   {story{{Deploy, Succeeded, a, 0}, {Destroy, "", nil, 0}}, 0, 0},
		"none from before a destroy":       {story{{Deploy, Succeeded, a, 0}, {Destroy, Succeeded, nil, 0}, {Deploy, Succeeded, b, 0}}, 3, 0},
		"a rollback that failed is no way": {story{{Deploy, Succeeded, a, 0}, {Deploy, Failed, b, 0}, {Rollback, Failed, a, 1}}, 1, 0},
	} {
		t.Run(name, func(t *testing.T) {
			l := test.told(t)
			live, err := l.Live(t.Context())
			if err != nil || numberOf(live) != test.live {
				t.Errorf("live is %d (%v), want %d", numberOf(live), err, test.live)
			}
			live, before, err := l.Before(t.Context())
			if err != nil || numberOf(live) != test.live || numberOf(before) != test.before {
				t.Errorf("before %d is %d (%v), want %d", numberOf(live), numberOf(before), err, test.before)
			}
		})
	}
}

func numberOf(r *Release) int {
	if r == nil {
		return 0
	}
	return r.Number
}

func TestFind(t *testing.T) {
	a := images("a", "a")
	l := story{{Deploy, Succeeded, a, 0}, {Deploy, Failed, a, 0}, {Deploy, Succeeded, a, 0}, {Deploy, "", a, 0}, {Destroy, Succeeded, nil, 0},
		{Deploy, Succeeded, a, 0}, {Deploy, Succeeded, a, 0}}.told(t)
	for number, words := range map[int][]string{
		1: nil, 3: nil,
		2:  {"release 2 is no release to go back to: deploy, failed", "1, 3, 6"},
		4:  {"release 4 is no release to go back to: deploy, interrupted", "1, 3, 6"},
		5:  {"destroy, succeeded", "3, 6, 7"},
		99: {"there is no release 99", "3, 6, 7", "nothing was changed", "`releases`"},
		-1: {"there is no release -1", "1, 3, 6"},
	} {
		found, err := l.Find(t.Context(), number)
		if words == nil {
			if err != nil || found.Number != number {
				t.Errorf("%d: got %v, %v", number, found, err)
			}
			continue
		}
		var unknown *UnknownError
		if !errors.As(err, &unknown) {
			t.Errorf("%d: got %v", number, err)
			continue
		}
		for _, word := range words {
			if !strings.Contains(err.Error(), word) {
				t.Errorf("no %q in %v", word, err)
			}
		}
	}
	if _, err := (&Ledger{API: &bucket{}}).Find(t.Context(), 1); err == nil || !strings.Contains(err.Error(), "none that succeeded") {
		t.Errorf("of an empty ledger: %v", err)
	}
}

func TestWhichReleaseAnImageIsOf(t *testing.T) {
	a, b, c := images("a", "a"), images("b", "a"), images("c", "a")
	listed, err := story{{Deploy, Succeeded, a, 0}, {Deploy, Succeeded, b, 0}, {Deploy, Failed, c, 0}, {Deploy, "", c, 0}, {Rollback, Succeeded, a, 1}}.told(t).
		List(t.Context(), 50, 0)
	if err != nil {
		t.Fatal(err)
	}
	for digest, want := range map[string]string{
		a["catalog"]: "release 5", b["catalog"]: "release 2", c["catalog"]: "release 4, which did not succeed", "sha256:d": "of no release that is known",
	} {
		if got := Of(listed.Releases, "catalog", digest); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestATagIsKnownAgain(t *testing.T) {
	if !IsTag(Tag(12)) || IsTag("4f2a91c07d13-53b07b2f9a11") {
		t.Errorf("of the tag of a release, or of that of a push")
	}
}

func TestWhatARunChanges(t *testing.T) {
	live := &Release{Begin: Begin{Number: 4, Digests: images("a", "a")}}
	for name, test := range map[string]struct {
		live    *Release
		digests map[string]string
		want    []string
	}{
		"the first":         {nil, images("a", "a"), []string{"catalog", "orders"}},
		"nothing":           {live, images("a", "a"), nil},
		"one":               {live, images("b", "a"), []string{"catalog"}},
		"one that is new":   {live, map[string]string{"catalog": live.Digests["catalog"], "orders": live.Digests["orders"], "books": "sha256:b"}, []string{"books"}},
		"one that is gone":  {live, map[string]string{"catalog": live.Digests["catalog"]}, []string{"orders"}},
		"all that it holds": {live, nil, []string{"catalog", "orders"}},
	} {
		b := Begin{}
		b.SetDigests(test.digests, test.live)
		if !slices.Equal(b.Changed, test.want) {
			t.Errorf("%s: got %v, want %v", name, b.Changed, test.want)
		}
	}
}
