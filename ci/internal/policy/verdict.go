package policy

import (
	"fmt"
	"strings"
	"time"
)

// Verdict is a judgement of one plan.
type Verdict struct {
	Environment string
	Rules       int
	// Refused are the findings that stand.
	Refused []Refusal
	Allowed []Allowed
	// Unseen is what no rule could judge yet.
	Unseen []Finding
	// Unused are the allowances of this environment that no finding needs.
	Unused []Allowance
}

// Refusal is a finding that no allowance covers today.
type Refusal struct {
	Finding
	// Expired is the day until which it was allowed; empty if it never was.
	Expired string
}

// Allowed is a finding and why it may be.
type Allowed struct {
	Finding
	Allowance Allowance
}

// Judge holds the findings against the allowances of the plan's environment, as of a day.
func Judge(e Evaluation, allowances []Allowance, today time.Time) Verdict {
	environment := e.Environment
	v := Verdict{Environment: environment, Rules: len(e.Rules), Unseen: e.Unseen}
	used := make([]bool, len(allowances))
	for _, f := range e.Findings {
		refusal := &Refusal{Finding: f}
		for i := range allowances {
			a := &allowances[i]
			if !a.covers(f, environment) {
				continue
			}
			used[i] = true
			if a.Expired(today) {
				refusal.Expired = a.Expires
				continue
			}
			v.Allowed = append(v.Allowed, Allowed{f, *a})
			refusal = nil
			break
		}
		if refusal != nil {
			v.Refused = append(v.Refused, *refusal)
		}
	}
	for i, a := range allowances {
		if !used[i] && a.Environment == environment {
			v.Unused = append(v.Unused, a)
		}
	}
	return v
}

// Err is nil when nothing is refused, else a ViolationError.
func (v Verdict) Err() error {
	if len(v.Refused) == 0 {
		return nil
	}
	return &ViolationError{v}
}

// ViolationError is a plan that the policy refuses.
type ViolationError struct{ Verdict Verdict }

func (e *ViolationError) Error() string {
	var text strings.Builder
	fmt.Fprintf(&text, "the policy refuses the plan for %s, findings: %d\n", e.Verdict.Environment, len(e.Verdict.Refused))
	for _, r := range e.Verdict.Refused {
		fmt.Fprintf(&text, "\n%s: %s\n  %s\n  why: %s\n  fix: %s\n", r.ID, r.Address, r.Message, r.Reason, r.Fix)
		if r.Expired != "" {
			fmt.Fprintf(&text, "  It was allowed until %s. Mend it, or decide anew in terraform/policy/allowances.yaml.\n", r.Expired)
		}
	}
	return text.String()
}

// Counts is the judgement in one line.
func (v Verdict) Counts() string {
	return fmt.Sprintf("Policy: %d rules, %d findings refused, %d allowed, %d not known before the apply.",
		v.Rules, len(v.Refused), len(v.Allowed), len(v.Unseen))
}

// Text says in a few lines what was judged, what was allowed and why.
func (v Verdict) Text() string {
	var text strings.Builder
	fmt.Fprintln(&text, v.Counts())
	for _, a := range v.Allowed {
		fmt.Fprintf(&text, "  allowed until %s: %s at %s: %s\n", a.Allowance.Expires, a.ID, a.Address, a.Allowance.Reason)
	}
	for _, u := range v.Unseen {
		fmt.Fprintf(&text, "  not known before the apply: %s at %s\n", u.ID, u.Address)
	}
	for _, a := range v.Unused {
		fmt.Fprintf(&text, "  the allowance of %s %sis not needed: remove it\n", a.Rule, at(a.Address))
	}
	return text.String()
}

func at(address string) string {
	if address == "" {
		return ""
	}
	return "at " + address + " "
}
