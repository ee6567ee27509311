// Package preflight looks, between a plan and its apply, at all that can be known before a change, and says everything that is wrong at
// once. Values and judgement are here, and the looks at AWS behind small interfaces; nothing needs an engine.
package preflight

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/aws/smithy-go"
	"golang.org/x/sync/errgroup"

	"dagger/slipway/internal/awserror"
)

// Look is one subject to look at.
type Look struct {
	// Check names the subject: "room".
	Check string
	// Ask says in a few words what it saw, and what is wrong with it. Its error is why it could not look.
	Ask func(context.Context) (saw string, wrong []Wrong, err error)
	// Gate says that who can't look must not say yes: an error refuses.
	Gate bool
	// Strict says that it is at something which a lenient emulator does without.
	Strict bool
}

// Asked are the looks that a target is asked.
func Asked(looks []Look, lenient bool) []Look {
	return slices.DeleteFunc(looks, func(l Look) bool { return lenient && l.Strict })
}

// Wrong is something that would end the apply, or what comes of it.
type Wrong struct {
	What string
	// Next is the next command to type, or the setting to change.
	Next string
}

// State is what a check came to.
type State string

// The states.
const (
	Refused     State = "refused"
	NotLookedAt State = "not looked at"
	Passed      State = "passed"
)

// Row is a line of the report.
type Row struct {
	Check      string
	State      State
	What, Next string
}

// side is how many looks are on their way at once.
const side = 8

// Run looks at everything side by side.
func Run(ctx context.Context, environment string, looks []Look) Report {
	rows := make([][]Row, len(looks))
	var group errgroup.Group // not of the context: one look that fails must not hide what the others see
	group.SetLimit(side)
	for i, look := range looks {
		group.Go(func() error {
			rows[i] = look.rows(ctx)
			return nil
		})
	}
	_ = group.Wait() // a look tells its error in its row
	report := Report{Environment: environment}
	for _, state := range []State{Refused, NotLookedAt, Passed} {
		for _, of := range rows {
			for _, row := range of {
				if row.State == state {
					report.Rows = append(report.Rows, row)
				}
			}
		}
	}
	return report
}

func (l Look) rows(ctx context.Context) []Row {
	saw, wrong, err := l.Ask(ctx)
	var rows []Row
	if err != nil && l.Gate {
		wrong = append(wrong, Wrongs(err)...)
	} else {
		for _, one := range parts(err) {
			if row := (Row{Check: l.Check, State: NotLookedAt, What: why(one)}); !slices.Contains(rows, row) { // one refusal of many calls is one row
				rows = append(rows, row)
			}
		}
	}
	for _, w := range wrong {
		rows = append(rows, Row{l.Check, Refused, w.What, w.Next})
	}
	if len(rows) == 0 {
		rows = append(rows, Row{Check: l.Check, State: Passed, What: saw})
	}
	return rows
}

// Wrongs are the findings of an error. One that is several is taken apart; one with a method Found says by itself what to do.
func Wrongs(err error) []Wrong {
	var all []Wrong
	for _, one := range parts(err) {
		var found interface{ Found() (what, next string) }
		if errors.As(one, &found) {
			what, next := found.Found()
			all = append(all, Wrong{what, next})
		} else {
			all = append(all, Wrong{What: one.Error()})
		}
	}
	return all
}

// Split takes what AWS did not allow to be looked at from what was found wrong.
func Split(err error) (wrong []Wrong, unseen error) {
	for _, one := range parts(err) {
		if awserror.Denied(one) {
			unseen = errors.Join(unseen, one)
		} else {
			wrong = append(wrong, Wrongs(one)...)
		}
	}
	return wrong, unseen
}

// parts are the errors that were joined.
func parts(err error) []error {
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		if err == nil {
			return nil
		}
		return []error{err}
	}
	var all []error
	for _, one := range joined.Unwrap() {
		all = append(all, parts(one)...)
	}
	return all
}

// why says in few words why AWS did not let itself be looked at.
func why(err error) string {
	var answer smithy.APIError
	var operation *smithy.OperationError
	if !errors.As(err, &answer) || !errors.As(err, &operation) {
		return err.Error()
	}
	code := answer.ErrorCode()
	if awserror.Denied(err) {
		return "the credentials may not call " + operation.Service() + " " + operation.Operation() + " (" + code + ")"
	}
	return strings.TrimSuffix(operation.Service()+" "+operation.Operation()+" answers "+code+": "+answer.ErrorMessage(), ": ")
}
