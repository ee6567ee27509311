package finding

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"dagger/slipway/internal/report/table"
)

// Verdict is a judgement of what one gate found.
type Verdict struct {
	Gate string `json:"gate"`
	// Threshold is the severity from which a finding refuses.
	Threshold Severity `json:"threshold"`
	// Notes say what was looked at, and what could not be.
	Notes []string `json:"notes,omitempty"`
	// Refused are the findings that stand; Below are those under the threshold.
	Refused []Finding `json:"refused"`
	Allowed []Allowed `json:"allowed"`
	Below   []Finding `json:"below"`
	// Expired are the allowances of this gate whose last day is over, needed or not; Unused are those that nothing needs.
	Expired []Allowance `json:"expired"`
	Unused  []Allowance `json:"unused"`
}

// Allowed is a finding and why it may be.
type Allowed struct {
	Finding
	Allowance Allowance `json:"allowance"`
}

// Judge holds a gate's findings against a threshold and the allowances, as of a day.
func Judge(gate string, findings []Finding, threshold Severity, allowances []Allowance, today time.Time) Verdict {
	v := Verdict{Gate: gate, Threshold: threshold, Refused: []Finding{}, Allowed: []Allowed{}, Below: []Finding{}, Expired: []Allowance{}, Unused: []Allowance{}}
	used := make([]bool, len(allowances))
	findings = append([]Finding(nil), findings...)
	Sort(findings)
	for _, f := range findings {
		allowed := false
		for i := range allowances {
			a := &allowances[i]
			if !a.covers(f) {
				continue
			}
			used[i] = true
			if allowed = !a.Expired(today); allowed {
				v.Allowed = append(v.Allowed, Allowed{f, *a})
				break
			}
		}
		switch {
		case allowed:
		case f.Severity < threshold:
			v.Below = append(v.Below, f)
		default:
			v.Refused = append(v.Refused, f)
		}
	}
	for i, a := range allowances {
		switch {
		case a.Gate != gate:
		case a.Expired(today):
			v.Expired = append(v.Expired, a)
		case !used[i]:
			v.Unused = append(v.Unused, a)
		}
	}
	return v
}

// Refusals counts what it refuses for: findings that stand, and allowances that are over.
func (v Verdict) Refusals() int { return len(v.Refused) + len(v.Expired) }

// Err is nil when nothing is refused, else a RefusedError.
func (v Verdict) Err() error {
	if v.Refusals() == 0 {
		return nil
	}
	return &RefusedError{v}
}

// RefusedError is what a gate refuses.
type RefusedError struct{ Verdict Verdict }

func (e *RefusedError) Error() string {
	var text strings.Builder
	fmt.Fprintf(&text, "%s: refused\n%s", e.Verdict.Gate, e.Verdict.Text())
	return text.String()
}

// Refusals joins the errors of several verdicts.
func Refusals(verdicts ...Verdict) error {
	var all []error
	for _, v := range verdicts {
		all = append(all, v.Err())
	}
	return errors.Join(all...)
}

// Counts is the judgement in one line.
func (v Verdict) Counts() string {
	return fmt.Sprintf("%d refused, %d allowed, %d below %s", len(v.Refused), len(v.Allowed), len(v.Below), v.Threshold)
}

// Text is the judgement as a table of what is refused, and lines on what is allowed.
func (v Verdict) Text() string {
	var text strings.Builder
	fmt.Fprintf(&text, "%s: %s\n", v.Gate, v.Counts())
	for _, note := range v.Notes {
		fmt.Fprintf(&text, "  %s\n", table.Clean(note))
	}
	var rows [][]string
	for _, f := range v.Refused {
		message := f.Message
		if f.Fix != "" {
			message += "; fix: " + f.Fix
		}
		rows = append(rows, []string{f.Severity.String(), f.Tool, f.Rule, f.Where(), message})
	}
	_ = table.Text(&text, []string{"SEVERITY", "TOOL", "RULE", "WHERE", "WHAT"}, rows) // a strings.Builder takes everything
	for _, a := range v.Allowed {
		fmt.Fprintf(&text, "  allowed until %s: %s at %s: %s\n", a.Allowance.Expires, a.Rule, table.Clean(a.Where()), table.Clean(a.Allowance.Reason))
	}
	for _, a := range v.Expired {
		fmt.Fprintf(&text, "  the allowance of %s expired on %s: mend what it allowed and remove it, or decide anew in %s\n", table.Clean(a.String()), a.Expires, AllowancesFile)
	}
	for _, a := range v.Unused {
		fmt.Fprintf(&text, "  the allowance of %s is not needed: remove it\n", table.Clean(a.String()))
	}
	return text.String()
}

// AllowancesFile is where the allowances of a repository are.
const AllowancesFile = ".slipway.yaml"
