// Package gotest reads what `go test -json` prints.
package gotest

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Result counts the tests of a run; Failures names each that failed, with what
// it printed.
type Result struct {
	Passed, Failed, Skipped int
	Failures                []Failure
}

// Failure is a test, or a package that does not build.
type Failure struct {
	Package, Test, Output string
}

type event struct {
	Action, Package, Test, Output, ImportPath string
}

// Read takes the stream of events. Lines that are no events, such as a linker's,
// are left out.
func Read(r io.Reader) (Result, error) {
	var result Result
	output := map[string]*strings.Builder{}
	write := func(key, text string) {
		if output[key] == nil {
			output[key] = &strings.Builder{}
		}
		output[key].WriteString(text)
	}
	failedIn := map[string]bool{}
	scanner := bufio.NewScanner(r)
	scanner.Buffer(nil, 16<<20)
	for scanner.Scan() {
		var e event
		if json.Unmarshal(scanner.Bytes(), &e) != nil {
			continue
		}
		key := e.Package + " " + e.Test
		switch {
		case e.Action == "output":
			write(key, e.Output)
		case e.Action == "build-output":
			write(strings.Fields(e.ImportPath + " ?")[0]+" ", e.Output)
		case e.Action == "fail" && e.Test == "":
			// A package fails with its tests; on its own it did not build or panicked.
			if !failedIn[e.Package] {
				result.add(e, output[key])
			}
		case e.Action == "fail":
			failedIn[e.Package] = true
			result.add(e, output[key])
		case e.Action == "pass" && e.Test != "":
			result.Passed++
		case e.Action == "skip" && e.Test != "":
			result.Skipped++
		}
	}
	if err := scanner.Err(); err != nil {
		return result, fmt.Errorf("read the events of go test: %w", err)
	}
	return result, nil
}

func (r *Result) add(e event, output *strings.Builder) {
	r.Failed++
	text := ""
	if output != nil {
		text = output.String()
	}
	r.Failures = append(r.Failures, Failure{Package: e.Package, Test: e.Test, Output: text})
}

// Explain renders the failures for an error's text, innermost test first, each
// with the last lines that it printed.
func (r Result) Explain() string {
	failures := slices.Clone(r.Failures)
	// A parent fails because a child did: its own output says nothing more.
	failures = slices.DeleteFunc(failures, func(f Failure) bool {
		return f.Test != "" && slices.ContainsFunc(r.Failures, func(o Failure) bool {
			return o.Package == f.Package && strings.HasPrefix(o.Test, f.Test+"/")
		})
	})
	var b strings.Builder
	for _, f := range failures {
		fmt.Fprintf(&b, "%s %s\n", f.Package, f.Test)
		for _, line := range telling(strings.Split(strings.Trim(f.Output, "\n"), "\n")) {
			fmt.Fprintf(&b, "    %s\n", line)
		}
	}
	return strings.TrimRight(b.String(), "\n")
}

// telling are the lines that say why a test failed: its last ones, or the head of a data race's report, where the two
// places stand.
func telling(lines []string) []string {
	race := slices.IndexFunc(lines, func(line string) bool { return strings.Contains(line, "WARNING: DATA RACE") })
	if race >= 0 {
		return lines[race:min(len(lines), race+30)]
	}
	return lines[max(0, len(lines)-20):]
}
