package environment

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/agext/levenshtein"
	"github.com/hashicorp/hcl/v2"
)

// SettingsError is a file of settings that the pipeline can't use, with all that is wrong in it.
type SettingsError struct {
	Problems []Problem // by line
}

// Problem is one fault: where it is, and what to write.
type Problem struct {
	File    string
	Line    int    // 0 where no line is at fault
	Path    string // the setting, for example services.orders.port; empty for the file as a whole
	Message string
}

func (p Problem) String() string {
	text := p.File
	if p.Line > 0 {
		text += fmt.Sprintf(":%d", p.Line)
	}
	if p.Path != "" {
		text += ": " + p.Path
	}
	return text + ": " + p.Message
}

func (e *SettingsError) Error() string {
	var lines []string
	for _, p := range e.Problems {
		lines = append(lines, p.String())
	}
	return strings.Join(lines, "\n")
}

// settingsError is nil where there are no problems.
func settingsError(problems []Problem) error {
	if len(problems) == 0 {
		return nil
	}
	slices.SortStableFunc(problems, func(a, b Problem) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	return &SettingsError{Problems: problems}
}

// UnknownError is a name for which there is no file of settings.
type UnknownError struct {
	File, Name string
	Known      []string
}

func (e *UnknownError) Error() string {
	if len(e.Known) == 0 {
		return fmt.Sprintf("environment %q is unknown: there is no %s, nor any other file of settings: run this in the folder of the repository, or run init, which writes settings", e.Name, e.File)
	}
	return fmt.Sprintf("environment %q is unknown: there is no %s: write one of %s", e.Name, e.File, strings.Join(e.Known, ", "))
}

// syntaxProblems are HCL's own words, once for a line and once for a fault: an open quote makes one of each line below it.
func syntaxProblems(file string, diags hcl.Diagnostics) []Problem {
	var problems []Problem
	lines, faults := map[int]bool{}, map[string]bool{}
	for _, d := range diags {
		line := 0
		if d.Subject != nil {
			line = d.Subject.Start.Line
		}
		if text := plain(d); d.Severity == hcl.DiagError && !lines[line] && !faults[text] {
			lines[line], faults[text] = true, true
			problems = append(problems, Problem{File: file, Line: line, Message: "this is not valid HCL: " + text})
		}
	}
	return problems
}

// plain is the first sentence of what HCL says, as the end of one of ours.
func plain(d *hcl.Diagnostic) string {
	if d.Summary == "Argument or block definition required" {
		return "a setting is written NAME = VALUE"
	}
	text, _, _ := strings.Cut(cmp.Or(d.Detail, d.Summary), ". ")
	text = strings.TrimSuffix(strings.TrimSpace(strings.ReplaceAll(text, "\n", " ")), ".")
	first, size := utf8.DecodeRuneInString(text)
	if next, _ := utf8.DecodeRuneInString(text[size:]); unicode.IsUpper(next) {
		return text // an abbreviation
	}
	return string(unicode.ToLower(first)) + text[size:]
}

// nearest is the name that somebody may have meant, or none.
func nearest(name string, known []string) string {
	best, distance := "", max(2, len(name)/3)+1
	for _, k := range known {
		if d := levenshtein.Distance(name, k, nil); d < distance && d < len(k) {
			best, distance = k, d
		}
	}
	return best
}

const fewNames = 20

// unknown says that there is no such setting, and which there are. source has the list where it is long.
func unknown(name string, known []string, source string) string {
	text := "there is no such setting"
	switch near := nearest(name, known); {
	case near != "":
		return text + ": did you mean " + near + "?"
	case len(known) <= fewNames || source == "":
		return text + ": there are " + strings.Join(known, ", ")
	default:
		return text + ": " + source + " has the list"
	}
}
