package gate

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Verdict is a judgement of what one gate found.
type Verdict struct {
	Gate string `json:"gate"`
	// Environment is the one whose plan was judged; empty where the gate does not look at a plan.
	Environment string `json:"environment,omitempty"`
	// Threshold is the severity from which a finding refuses.
	Threshold Severity `json:"threshold"`
	// Rules counts the rules that were asked, where they are listed.
	Rules int `json:"rules,omitempty"`
	// Notes say what was looked at, and what could not be.
	Notes []string `json:"notes,omitempty"`
	// Refused are the findings that stand; Below are those under the threshold.
	Refused []Refusal `json:"refused"`
	Allowed []Allowed `json:"allowed"`
	Below   []Finding `json:"below"`
	// Unseen is what no rule could judge yet.
	Unseen []Finding `json:"unseen,omitempty"`
	// Expired are the allowances of this gate whose last day is over, needed or not; Unused are those that nothing needs.
	Expired []Allowance `json:"expired"`
	Unused  []Allowance `json:"unused"`
}

// Refusal is a finding that no allowance covers today.
type Refusal struct {
	Finding
	// Until is the day until which it was allowed; empty if it never was.
	Until string `json:"until,omitempty"`
}

// Allowed is a finding and why it may be.
type Allowed struct {
	Finding
	Allowance Allowance `json:"allowance"`
}

// Judge holds a gate's findings against a threshold and the allowances, as of a day. Allowances of other gates count for nothing.
func Judge(gate string, findings []Finding, threshold Severity, allowances []Allowance, now time.Time) Verdict {
	v := Verdict{Gate: gate, Threshold: threshold, Refused: []Refusal{}, Allowed: []Allowed{}, Below: []Finding{}, Expired: []Allowance{}, Unused: []Allowance{}}
	used := make([]bool, len(allowances))
	findings = append([]Finding(nil), findings...)
	Sort(findings)
	for _, f := range findings {
		until, allowed := "", false
		for i := range allowances {
			a := &allowances[i]
			if !a.covers(f) {
				continue
			}
			used[i] = true
			if allowed = !a.expired(now); allowed {
				v.Allowed = append(v.Allowed, Allowed{f, *a})
				break
			}
			until = max(until, a.Expires)
		}
		switch {
		case allowed:
		case f.Severity < threshold:
			v.Below = append(v.Below, f)
		default:
			v.Refused = append(v.Refused, Refusal{f, until})
		}
	}
	for i, a := range allowances {
		switch {
		case a.Gate != gate:
		case a.expired(now):
			v.Expired = append(v.Expired, a)
		case !used[i]:
			v.Unused = append(v.Unused, a)
		}
	}
	return v
}

// JudgeEnvironment judges what a gate with a list of rules found in an environment's plan. Allowances of other environments count for
// nothing, and one for a rule that the gate does not have is an error.
func JudgeEnvironment(gate, environment string, rules []string, findings []Finding, threshold Severity, allowances []Allowance, now time.Time) (Verdict, error) {
	if err := CheckRules(gate, rules, allowances); err != nil {
		return Verdict{}, err
	}
	var own []Allowance
	for _, a := range allowances {
		if a.Environment == environment {
			own = append(own, a)
		}
	}
	v := Judge(gate, findings, threshold, own, now)
	v.Environment = environment
	return v, nil
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
	fmt.Fprintf(&text, "%s: refused\n%s%s\n", e.Verdict.title(), e.Verdict.Text(), e.Verdict.next())
	return text.String()
}

// next is what to do about what is refused.
func (v Verdict) next() string {
	if v.Gate == Drift {
		return "Run deploy, which does what an apply would. What that leaves, take back by hand, or write it into the settings; or allow it for a time in " + File + "."
	}
	return "Mend each, or allow it for a time in " + File + "."
}

// Err joins the errors of several verdicts.
func Err(verdicts ...Verdict) error {
	var all []error
	for _, v := range verdicts {
		all = append(all, v.Err())
	}
	return errors.Join(all...)
}
