// Package nextstep reads an error as a person at a prompt does: does it say what to do?
package nextstep

import (
	"regexp"
	"strings"
)

// asks are the imperatives with which the errors of the pipeline ask for something, and nothing else.
const asks = `add|allow|change|choose|correct|declare|drop|give|hold|leave|let|limit it|lower|mend|move|raise|rename|renew|repeat|restore|say|try|type|use|wait`

// does are those with which Go code wraps a cause too, `read x: cause`, or that are nouns: `push to x was refused`.
const does = `ask|bring|build|call|check|compare|delete|deploy|keep|look|make|name|open|plan|push|put|read|remove|run|see|set|sign|start|take|write`

// commands are the words that a command begins with which an error has in backquotes.
const commands = `aws|dagger|ci/dagger|git|go|apply|bootstrap|build|deploy|destroy|drift|exec|image|init|instances|lint|lock|logs|plan|preview|push|refresh-instances|` +
	`releases|restart|rollback|sign|signing-key|status|task|terraform|validate|verify|versions`

var (
	// place is where to mend something: a file and a line of it. An address has a port there.
	place = regexp.MustCompile(`(?i)(?:\.(?:go|mod|tf|tfvars|hcl|rego|ya?ml|json|py|sh|js|ts|txt|html)|dockerfile):\d+(?::\d+)?: `)
	// command is one that can be typed, in backquotes or on a line of its own.
	command = regexp.MustCompile("`(?:" + commands + ")(?: [^`\n]*)?`|^ +(?:aws|dagger|ci/dagger) [a-z]")
	// fix is how a gate says what to do about a finding.
	fix = regexp.MustCompile(`\bfix: [^ ]`)
	// clause is one that begins with an imperative, to the end of its line.
	clause = regexp.MustCompile(`(?i)(^ *|[.:;,(?] +|\()(?:(?:and|or|so|then) )?(` + asks + `|` + does + `)\b [^ ].*`)
	// following is an imperative further on in a sentence.
	following = regexp.MustCompile(`(?i)\b(?:and|or|so|then) (?:` + asks + `|` + does + `)\b (?:it|the|this|that|them|again|one|what|deploy|bootstrap|--?\w|\w+ again)\b`)
	wraps     = regexp.MustCompile(`(?i)^(?:` + does + `)$`)
	// example is what a clause shows, in which a colon is part of what to write.
	example = regexp.MustCompile("`[^`]*`|\"[^\"]*\"|'[^']*'|\\{[^}]*\\}|\\([^)]*\\)")
	// happened tells of something: its verb stands behind the noun.
	happened = regexp.MustCompile(`(?i)^\w+ (?:of|to|for|from|by|in|at) [^,.;]*? (?:was|were|is|are|has|had|did|does|could|can|failed|fails|ended|ends|lacks|timed)\b|^\w+ (?:was|were|is|are|has|had|failed|ended)\b`)
	// noun is a word that only looks like an imperative, in errors of others.
	noun = regexp.MustCompile(`(?i)^(?:use|type|change|name|set|list|wait|start|run) of\b|^type (?:mismatch|error)\b|^change (?:detected|token)\b`)
	// summary is where what a deploy prints of itself begins, after its error, and the line that says once more how it ended.
	summary = regexp.MustCompile(`(?m)^(?:Release \d+(?:, revision [0-9a-f]+)?|Revision [0-9a-f]+|SERVICE +DIGEST +.*|SERVES NOW *|STEP +SECONDS +RESULT)$`)
	ended   = regexp.MustCompile(`^Deploy to .* failed after \d+ s`)
)

// In is the first thing to do that an error names, "" where it names none. How Go code wraps an error is none, nor is what a deploy
// prints of itself after its error.
func In(text string) string {
	if at := summary.FindStringIndex(text); at != nil {
		text = text[:at[0]]
	}
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, " \t\r\n")
		if ended.MatchString(line) {
			continue
		}
		for _, sure := range []*regexp.Regexp{command, place, fix} {
			if found := sure.FindString(line); found != "" {
				return found
			}
		}
		if found := asked(line); found != "" {
			return found
		}
	}
	return ""
}

// asked is a clause of the line that asks for something.
func asked(line string) string {
	for from := 0; from < len(line); {
		at := clause.FindStringSubmatchIndex(line[from:])
		if at == nil {
			break
		}
		before, verb, rest := line[from+at[2]:from+at[3]], line[from+at[4]:from+at[5]], line[from+at[4]:]
		if !noun.MatchString(rest) && (!wraps.MatchString(verb) || !tells(before, rest)) {
			return rest
		}
		from += at[5]
	}
	return following.FindString(line)
}

// tells reports that a clause which could ask tells what somebody was about, and then the cause: `read x: cause`. A sentence of its own
// begins with a capital letter, which Go's errors do not.
func tells(before, rest string) bool {
	own, _, _ := strings.Cut(example.ReplaceAllString(rest, "x"), ". ")
	if happened.MatchString(own) {
		return true
	}
	sentence := strings.HasPrefix(before, ".") && strings.ToUpper(rest[:1]) == rest[:1]
	return !sentence && strings.Contains(own, ": ")
}
