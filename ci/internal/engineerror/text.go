package engineerror

import (
	"regexp"
	"strings"
)

var colours = regexp.MustCompile(`\x1b\[[0-9;]*[A-Za-z]`)

// rules take out what only says how the engine came to the error, in this order.
var rules = []struct {
	noise *regexp.Regexp
	by    string
}{
	{colours, ""},
	// A stack of Go, from its first line to the end.
	{regexp.MustCompile(`(?s)\s*(\[recovered\]\s*)?goroutine \d+ \[.*`), ""},
	{regexp.MustCompile(`\s*\[traceparent:[0-9a-f-]*\]`), ""},
	// GraphQL: where in the query it was, and the request itself.
	{regexp.MustCompile(`,?\s*"?(locations|path)"?\s*[:=]\s*\[[^\]]*\]`), ""},
	{regexp.MustCompile(`\binput:(\d+:)* (\w+(\.\w+)* resolve: |\w+(\.\w+)+ )?`), ""},
	{regexp.MustCompile(`\b(resolve|graphql): `), ""},
	{regexp.MustCompile(`\bPost "http://dagger/query": `), ""},
	{regexp.MustCompile(`\b(make request|returned error \d{3}( [A-Z][\w-]*)*): `), ""},
	// IDs, of calls and of what they were loaded for.
	{regexp.MustCompile(`\bfailed to load \w+ from converted ID: `), ""},
	{regexp.MustCompile(`\bload \w+@[\w+/=-]*: `), ""},
	{regexp.MustCompile(`\bload xxh3:[0-9a-f]+: `), ""},
	{regexp.MustCompile(`\binputs: `), ""},
	{regexp.MustCompile(`\b\w*@?xxh3:[0-9a-f]+(: )?`), ""},
	// What BuildKit and the engine do inside.
	{regexp.MustCompile(`\bfailed to (convert Dockerfile to LLB|convert Dockerfile LLB to Dagger ID|clone built container state|make directory content hashed): `), ""},
	{regexp.MustCompile(`\bfailed to content hash dockerfile copy: (failed to [a-z ]+: )?`), "copy: "},
	{regexp.MustCompile(`\bfailed to content hash dockerfile bind mount at "[^"]*": (failed to [^:"]+: )*`), "bind mount: "},
	{regexp.MustCompile(`\bfailed to resolve identity inputs for [\w.]+: `), ""},
	{regexp.MustCompile(`\bresolve implicit input "\w+": `), ""},
	{regexp.MustCompile(`\bfailed to (get snapshot|snapshot|receive stat message|solve|compute cache key|do request): `), ""},
	{regexp.MustCompile(`\brpc error: code = \w+ desc = `), ""},
	{regexp.MustCompile(`\bget full root path: `), ""},
	{regexp.MustCompile(`\bllbtodagger: `), ""},
	{regexp.MustCompile(`\bunsupported op "\w+"( \(sha256:[0-9a-f]+\))?: `), ""},
	{regexp.MustCompile(`\s*\(sha256:[0-9a-f]{64}\)`), ""},
	{regexp.MustCompile(`\bprocess "(?:[^"\\]|\\.)*" did not complete successfully: `), ""},
	{regexp.MustCompile(`/tmp/dagger-mount\d+/`), ""},
	{regexp.MustCompile(`\bstart [a-z0-9]{13} \(aliased as ([^)]+)\)`), "start service $1"},
	{regexp.MustCompile(`\bstart [a-z0-9]{13}:`), "start service:"},
	{regexp.MustCompile(`\bexit code: `), "exit code "},
}

// ids finds what may be an ID in base64; isID decides.
var ids = regexp.MustCompile(`(\w+@)?[A-Za-z0-9+/_-]{48,}=*(: )?`)

// Text is an error's text less IDs, GraphQL's and BuildKit's own words, stacks and repetitions.
func Text(text string) string {
	for _, rule := range rules {
		text = rule.noise.ReplaceAllString(text, rule.by)
	}
	text = ids.ReplaceAllStringFunc(text, func(found string) string {
		if isID(found) {
			return ""
		}
		return found
	})
	var lines []string
	for line := range strings.Lines(text) {
		line = strings.TrimRight(once(line), " \t\r\n:")
		if line != "" && (len(lines) == 0 || lines[len(lines)-1] != line) {
			lines = append(lines, line)
		}
	}
	if len(lines) == 0 {
		return "the engine gave no reason"
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

var (
	digits = regexp.MustCompile(`[0-9]`)
	lower  = regexp.MustCompile(`[a-z]`)
	upper  = regexp.MustCompile(`[A-Z]`)
)

// isID tells an ID from a long path and from a digest: base64 mixes cases and digits, and rarely has a slash.
func isID(text string) bool {
	text = strings.TrimSuffix(text, ": ")
	longest := ""
	for part := range strings.SplitSeq(text, "/") {
		if len(part) > len(longest) {
			longest = part
		}
	}
	return len(longest) >= 40 && digits.MatchString(longest) && lower.MatchString(longest) && upper.MatchString(longest)
}

// once drops what a line says twice in a row: "a: b: b" is "a: b".
func once(line string) string {
	parts := strings.Split(line, ": ")
	kept := parts[:1]
	for _, part := range parts[1:] {
		if strings.TrimSpace(part) != strings.TrimSpace(kept[len(kept)-1]) {
			kept = append(kept, part)
		}
	}
	return strings.Join(kept, ": ")
}
