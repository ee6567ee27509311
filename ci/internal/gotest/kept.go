package gotest

import (
	"regexp"
	"strings"
)

// kept is the name of a file of events, as mktemp makes it.
var kept = regexp.MustCompile(`(?:^|\n)(events\.[A-Za-z0-9]+)\n?$`)

// CutKept takes the name of a file of events off the end of what a failed command printed. The name is empty where the command
// ended before it could write one.
func CutKept(printed string) (rest, name string) {
	at := kept.FindStringSubmatchIndex(printed)
	if at == nil {
		return printed, ""
	}
	return strings.TrimRight(printed[:at[2]], "\n"), printed[at[2]:at[3]]
}
