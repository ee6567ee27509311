// Package nextstep reads an error as a person at a prompt does: does it say what to do?
package nextstep

import "regexp"

// imperatives are the words with which the errors of the pipeline begin what to do.
const imperatives = `add|allow|ask|build|change|choose|correct|declare|delete|deploy|give|keep|leave|look|lower|make|mend|move|name|put|push|raise|read|` +
	`remove|rename|restore|run|set|sign|start|take|try|type|use|wait|write`

// commands are the words that a command begins with which an error has in backquotes.
const commands = `aws|dagger|ci/dagger|apply|bootstrap|build|deploy|destroy|image|instances|lint|lock|logs|plan|push|refresh-instances|releases|restart|rollback|sign|signing-key|status|verify`

// step is a clause that begins with an imperative, a command in backquotes, or a place to mend: a file and a line of it.
var step = regexp.MustCompile(`[\w/.-]+\.\w+:\d+: |Dockerfile:\d+: |` + "(?i)(?:^|[.:;,(?] *|\n *|\\b(?:and|or|then) )(?:" + imperatives + ")\\b [^ ]|`(?:" + commands + ")\\b[^`\n]*`")

// In is the first thing to do that an error names, "" where it names none.
func In(text string) string { return step.FindString(text) }
