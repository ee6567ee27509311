package rollback

import (
	"fmt"

	"dagger/slipway/internal/ledger"
)

// DoneError is a release that failed, and an earlier one whose images serve again.
type DoneError struct {
	// Failed is the number of the release that failed, Of that of the one whose images serve, Number that of the rollback.
	Failed, Of, Number int
	// Source is what Of was deployed from, as Source says it.
	Source string
	Err    error
}

func (e *DoneError) Error() string {
	return fmt.Sprintf("%v\nRelease %d was rolled back: release %d has the images of release %d, and serves. "+
		"Only images went back: settings and HCL are those of this source, and data is as it was left. "+
		"Mend the service and run deploy again, or check out %s, and run deploy.",
		e.Err, e.Failed, e.Number, e.Of, e.Source)
}

func (e *DoneError) Unwrap() error { return e.Err }

// NotDoneError is a release that failed and was not rolled back, or whose rollback failed too.
type NotDoneError struct {
	// Why it was not.
	Why string
	Err error
	// Rollback is the error of the rollback, nil where none was tried.
	Rollback error
}

func (e *NotDoneError) Error() string {
	if e.Rollback != nil {
		return fmt.Sprintf("%v\nThe rollback to %s failed too: %v\nSee what serves below, and type `rollback --to NUMBER` with a number of `releases`, or mend the service and run deploy again.",
			e.Err, e.Why, e.Rollback)
	}
	return fmt.Sprintf("%v\nNothing was rolled back: %s", e.Err, e.Why)
}

func (e *NotDoneError) Unwrap() []error {
	if e.Rollback == nil {
		return []error{e.Err}
	}
	return []error{e.Err, e.Rollback}
}

// GoneError is an earlier release whose images the registry no longer has.
type GoneError struct {
	What string // is missing
	Of   ledger.Release
}

func (e *GoneError) Error() string {
	return fmt.Sprintf("%s, so release %d can't be brought back; nothing was changed. Type `rollback --to NUMBER` with another of `releases`, or check out %s, and run deploy",
		e.What, e.Of.Number, Source(e.Of))
}
