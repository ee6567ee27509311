package commands

import (
	"regexp"
	"strings"
)

// Written is a command in a text for people.
type Written struct {
	Line  int
	Text  string
	Words []string // after `dagger call`
}

var (
	span = regexp.MustCompile("`([^`]+)`")
	// begins is how a command of the module does, in a text that has the function slipway as well. One of another module (-m) is none.
	begins = regexp.MustCompile(`(?:^|[;&(] *)(?:(?:ci/)?dagger (?:-m REF )?call(?: slipway)?|slipway) (.+)`)
	// ends is where a shell's own words begin, and a comment.
	ends = regexp.MustCompile(` *(?:[;|>#)&]|\d>).*`)
	// word is one of a shell, in quotes or not.
	word = regexp.MustCompile(`"[^"]*"|'[^']*'|[^\s"']+`)
)

// In finds the commands in a text of Markdown: in its blocks of code, in backquotes, and in backquotes without `dagger call` where they begin
// with a function and go on. What has an ellipsis there is an error's text.
func (m Module) In(text string) []Written {
	var all []Written
	fenced := false
	for number, line := range strings.Split(text, "\n") {
		if strings.HasPrefix(strings.TrimSpace(line), "```") {
			fenced = !fenced
			continue
		}
		codes := []string{line}
		if !fenced {
			codes = nil
			for _, found := range span.FindAllStringSubmatch(line, -1) {
				codes = append(codes, found[1])
			}
		}
		for _, code := range codes {
			found := begins.FindStringSubmatch(code)
			var rest string
			switch first, more, _ := strings.Cut(code, " "); {
			case found != nil && !strings.HasPrefix(found[1], "-m ") && !strings.HasPrefix(found[1], "()"):
				rest = found[1]
			case !fenced && more != "" && !strings.Contains(code, "…") && m.has(first):
				rest = code
			default:
				continue
			}
			all = append(all, Written{number + 1, code, word.FindAllString(ends.ReplaceAllString(rest, ""), -1)})
		}
	}
	return all
}

func (m Module) has(function string) bool {
	_, ok := m[root][function]
	return ok && function != constructor
}
