package ledger

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
)

// Live is the release that serves, as far as the ledger knows: the last that succeeded, unless a destroy began after it. It is nil
// where there is none.
func (l *Ledger) Live(ctx context.Context) (*Release, error) {
	live, _, err := l.Last(ctx)
	return live, err
}

// Last is what a run finds that begins: the release that serves, and, the newest first, those that were begun last and whose runs came to
// no end of their own.
func (l *Ledger) Last(ctx context.Context) (live *Release, interrupted []Release, err error) {
	whole := false
	for r, err := range l.Newest(ctx) {
		if err != nil {
			return nil, nil, err
		}
		if whole = whole || !r.Interrupted(); !whole {
			interrupted = append(interrupted, r)
		}
		switch {
		case r.Kind == Destroy:
			return nil, interrupted, nil
		case r.Succeeded():
			return &r, interrupted, nil
		}
	}
	return nil, interrupted, nil
}

// Before is the release that a rollback without a number takes: the last that succeeded before the live one and has other images.
// Where the live one is a rollback itself, it looks before the release whose images that brought back: the ones between were given
// up. It is nil where there is none.
func (l *Ledger) Before(ctx context.Context) (live, before *Release, err error) {
	limit := 0
	for r, err := range l.Newest(ctx) {
		switch {
		case err != nil:
			return nil, nil, err
		case r.Kind == Destroy:
			return live, nil, nil
		case !r.Succeeded():
		case live == nil:
			live = &r
			limit = cmp.Or(r.Of, r.Number)
		case r.Number == limit && r.Of != 0: // the rollback of a rollback
			limit = r.Of
		case r.Number < limit && !Same(r.Digests, live.Digests):
			return live, &r, nil
		}
	}
	return live, nil, nil
}

// Find is the release of a number, which must have succeeded.
func (l *Ledger) Find(ctx context.Context, number int) (*Release, error) {
	unknown := &UnknownError{Number: number}
	for r, err := range l.Newest(ctx) {
		if err != nil {
			return nil, err
		}
		if r.Number == number {
			if r.Succeeded() {
				return &r, nil
			}
			unknown.There = &r
		}
		if r.Succeeded() {
			unknown.Known = append(unknown.Known, r.Number)
		}
	}
	return nil, unknown
}

// UnknownError is a number that no release to go back to has.
type UnknownError struct {
	Number int
	// There is the entry of that number, one that did not succeed; nil where there is none.
	There *Release
	// Known are the numbers of the releases that succeeded.
	Known []int
}

func (e *UnknownError) Error() string {
	text := fmt.Sprintf("there is no release %d", e.Number)
	if e.There != nil {
		text = fmt.Sprintf("release %d is no release to go back to: %s, %s", e.Number, e.There.Kind, Status(*e.There, 0))
	}
	if len(e.Known) == 0 {
		return text + ", and none that succeeded: nothing was changed; `releases` lists them"
	}
	return text + ": the nearest that succeeded are " + strings.Join(e.nearest(), ", ") + "; nothing was changed, and `releases` lists them"
}

// nearest are the three known numbers that are closest, in order.
func (e *UnknownError) nearest() []string {
	known := slices.Clone(e.Known)
	slices.SortFunc(known, func(a, b int) int { return cmp.Or(distance(a, e.Number)-distance(b, e.Number), a-b) })
	known = known[:min(3, len(known))]
	slices.Sort(known)
	var words []string
	for _, number := range known {
		words = append(words, fmt.Sprint(number))
	}
	return words
}

func distance(a, b int) int { return max(a-b, b-a) }
