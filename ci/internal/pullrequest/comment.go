package pullrequest

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Comment is what is said of the plan of an environment.
type Comment struct {
	Environment string
	// Hash names the plan.
	Hash string
	// Counts is the line of the plan that everybody reads.
	Counts string
	// Lost is what is destroyed or replaced, as Markdown of one line each.
	Lost []string
	// Picture is a picture of what changes, as Markdown. It is left out where there is no room for all.
	Picture string
	// Changes is the plan, as Markdown.
	Changes string
}

// limit is below the 65,536 characters that GitHub takes.
const limit = 60_000

// mostLost is how many destroyed resources stand above the fold.
const mostLost = 20

// marker begins the comments of the environment. Markdown does not show it.
func (c Comment) marker() string { return "<!-- slipway plan of " + c.Environment + " " }

// Body is the comment's text: the counts and what is lost at its top, then the picture, the rest folded.
func (c Comment) Body() string {
	var top, end strings.Builder
	fmt.Fprintf(&top, "%s%s -->\n### Plan of %s\n\n**%s**\n\n", c.marker(), c.Hash, c.Environment, c.Counts)
	if len(c.Lost) > 0 {
		fmt.Fprintf(&top, "> [!CAUTION]\n> What is there now is destroyed:\n")
		for i, lost := range c.Lost {
			if i == mostLost {
				fmt.Fprintf(&top, "> - and %d more\n", len(c.Lost)-mostLost)
				break
			}
			fmt.Fprintf(&top, "> - %s\n", lost)
		}
		top.WriteString("\n")
	}
	if c.Changes == "" {
		return top.String()
	}
	const fold = "<details><summary>What changes</summary>\n\n"
	end.WriteString("\n</details>\n")
	if c.Picture != "" && utf8.RuneCountInString(top.String()+c.Picture+"\n"+fold+c.Changes+end.String()) <= limit {
		top.WriteString(c.Picture + "\n")
	}
	top.WriteString(fold)
	changes, cut := c.Changes, ""
	if room := limit - utf8.RuneCountInString(top.String()) - utf8.RuneCountInString(end.String()); utf8.RuneCountInString(changes) > room {
		cut = "\n> [!WARNING]\n> This is cut: the plan is too long for a comment. Don't approve it by this page: `dagger call plan` shows all of it.\n"
		changes = lines(changes, room-utf8.RuneCountInString(cut))
	}
	return top.String() + changes + end.String() + cut
}

// lines are as many lines as have room: half a row of a table would break it.
func lines(text string, room int) string {
	var kept strings.Builder
	for line := range strings.Lines(text) {
		if room -= utf8.RuneCountInString(line); room < 0 {
			break
		}
		kept.WriteString(line)
	}
	return kept.String()
}
