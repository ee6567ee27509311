package gate

import (
	"fmt"
	"strings"

	"dagger/slipway/internal/report/table"
)

func (v Verdict) title() string {
	if v.Environment == "" {
		return v.Gate
	}
	return v.Gate + " for " + v.Environment
}

// Counts is the judgement in one line.
func (v Verdict) Counts() string {
	text := fmt.Sprintf("%d refused, %d allowed", len(v.Refused), len(v.Allowed))
	if v.Gate == Policy {
		text = fmt.Sprintf("%d rules, %s, %d not known before the apply", v.Rules, text, len(v.Unseen))
	} else {
		text += fmt.Sprintf(", %d below %s", len(v.Below), v.Threshold)
	}
	if len(v.Expired) > 0 {
		text += fmt.Sprintf(", %d allowances expired", len(v.Expired))
	}
	return text
}

// Text says what is refused and why, and in a line each what is allowed.
func (v Verdict) Text() string {
	var text strings.Builder
	fmt.Fprintf(&text, "%s: %s\n", v.title(), v.Counts())
	for _, note := range v.Notes {
		fmt.Fprintf(&text, "  %s\n", table.Clean(note))
	}
	text.WriteString(v.refused())
	for _, a := range v.Allowed {
		fmt.Fprintf(&text, "  allowed until %s: %s at %s: %s\n", a.Allowance.Expires, a.Rule, table.Clean(a.Where()), table.Clean(a.Allowance.Reason))
	}
	for _, f := range v.Unseen {
		fmt.Fprintf(&text, "  not known before the apply: %s at %s\n", f.Rule, table.Clean(f.Where()))
	}
	for _, a := range v.Expired {
		fmt.Fprintf(&text, "  the allowance of %s expired on %s: mend what it allowed and remove it, or decide anew in %s\n", table.Clean(a.String()), a.Expires, File)
	}
	for _, a := range v.Unused {
		fmt.Fprintf(&text, "  the allowance of %s is not needed: remove it\n", table.Clean(a.String()))
	}
	return text.String()
}

// refused is a table; a finding that says why its rule exists has too much to say for a row, and gets a paragraph.
func (v Verdict) refused() string {
	var text strings.Builder
	var rows [][]string
	for _, r := range v.Refused {
		if r.Reason != "" {
			fmt.Fprintf(&text, "\n%s: %s\n  %s\n  why: %s\n", r.Rule, table.Clean(r.Where()), table.Clean(r.Message), table.Clean(r.Reason))
			if r.Remedy != "" {
				fmt.Fprintf(&text, "  fix: %s\n", table.Clean(r.Remedy))
			}
			if r.Until != "" {
				fmt.Fprintf(&text, "  It was allowed until %s.\n", r.Until)
			}
			continue
		}
		message := r.Message
		if r.Remedy != "" {
			message += "; fix: " + r.Remedy
		}
		if r.Until != "" {
			message += "; it was allowed until " + r.Until
		}
		rows = append(rows, []string{r.Severity.String(), r.Tool, r.Rule, r.Where(), message})
	}
	if text.Len() > 0 {
		text.WriteString("\n")
	}
	_ = table.Text(&text, []string{"SEVERITY", "TOOL", "RULE", "WHERE", "WHAT"}, rows) // a strings.Builder takes everything
	return text.String()
}
