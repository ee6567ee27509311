package preflight

import (
	"fmt"
	"strings"

	"dagger/slipway/internal/report/table"
)

// Report is what all looks came to: what refuses first, then what could not be looked at.
type Report struct {
	Environment string
	Rows        []Row
}

func (r Report) count(state State) int {
	checks := map[string]bool{}
	for _, row := range r.Rows {
		if row.State == state {
			checks[row.Check] = true
		}
	}
	return len(checks)
}

// Note is the report in one line.
func (r Report) Note() string {
	note := fmt.Sprintf("%d checks passed", r.count(Passed))
	if n := r.count(NotLookedAt); n > 0 {
		note += fmt.Sprintf(", %d not looked at", n)
	}
	return note
}

// Unseen has a line for each check that could not look.
func (r Report) Unseen() []string {
	var lines []string
	for _, row := range r.Rows {
		if row.State == NotLookedAt {
			lines = append(lines, fmt.Sprintf("%s not looked at: %s", row.Check, table.Clean(row.What)))
		}
	}
	return lines
}

// Err is nil when nothing is refused, else a RefusedError.
func (r Report) Err() error {
	if r.count(Refused) == 0 {
		return nil
	}
	return &RefusedError{r}
}

// RefusedError is a plan that would fail, or that would break something.
type RefusedError struct{ Report Report }

func (e *RefusedError) Error() string {
	var text strings.Builder
	fmt.Fprintf(&text, "the plan for %s is refused by %d of %d checks, and nothing of the platform was changed:\n\n",
		e.Report.Environment, e.Report.count(Refused), e.Report.count(Refused)+e.Report.count(Passed))
	rows, printed := make([][]string, len(e.Report.Rows)), ""
	for i, row := range e.Report.Rows {
		what, more, _ := strings.Cut(row.What, "\n") // what a command printed has no room in a row
		rows[i] = []string{row.Check, string(row.State), what, row.Next}
		if more != "" {
			printed += fmt.Sprintf("\n%s: %s\n", row.Check, strings.TrimSpace(row.What))
		}
	}
	_ = table.Text(&text, []string{"CHECK", "STATE", "WHAT", "NEXT COMMAND"}, rows) // a strings.Builder takes everything
	text.WriteString(printed)
	text.WriteString("\nMend what is refused, all of it, and type the same command again.")
	return text.String()
}
