package walk

import (
	"cmp"
	"slices"
	"sync"

	"dagger/slipway/internal/gate"
)

// found are the verdicts of the gates that were asked so far.
type found struct {
	mu       sync.Mutex
	verdicts []gate.Verdict
}

// keep adds verdicts. A gate that is asked again, as the policy is of a second plan, has its last word.
func (f *found) keep(verdicts ...gate.Verdict) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, v := range verdicts {
		f.verdicts = slices.DeleteFunc(f.verdicts, func(old gate.Verdict) bool { return old.Gate == v.Gate })
		if v.Gate != "" { // one that could not be asked has none
			f.verdicts = append(f.verdicts, v)
		}
	}
}

// Found are the verdicts of the gates that the call asked, by name.
func (w *Walk) Found() []gate.Verdict {
	w.found.mu.Lock()
	defer w.found.mu.Unlock()
	return slices.SortedFunc(slices.Values(w.found.verdicts), func(a, b gate.Verdict) int { return cmp.Compare(a.Gate, b.Gate) })
}
