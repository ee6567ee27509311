package gate

import (
	"fmt"
	"slices"
	"strings"
)

// Severity is how bad a finding is.
type Severity int

// The severities, the least first.
const (
	Low Severity = iota + 1
	Medium
	High
	Critical
)

var names = []string{"", "low", "medium", "high", "critical"}

func (s Severity) String() string { return names[max(0, min(int(s), len(names)-1))] }

// MarshalText writes the name.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (s *Severity) UnmarshalText(text []byte) (err error) {
	*s, err = ParseSeverity(string(text))
	return err
}

// SeverityError is a word that names no severity.
type SeverityError struct{ Word string }

func (e *SeverityError) Error() string {
	return fmt.Sprintf("severity %q is unknown: write %s", e.Word, strings.Join(names[1:], ", "))
}

// ParseSeverity takes a name, in any case.
func ParseSeverity(word string) (Severity, error) {
	if i := slices.Index(names, strings.ToLower(word)); i > 0 {
		return Severity(i), nil
	}
	return 0, &SeverityError{word}
}

// FromTool takes a tool's word. One that nobody rated counts as high: a gate that does not know must not say yes.
func FromTool(word string) Severity {
	switch strings.ToLower(word) {
	case "critical":
		return Critical
	case "medium", "moderate", "warning":
		return Medium
	case "low", "info", "informational", "note", "notice", "style", "negligible":
		return Low
	default:
		return High
	}
}
