package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"dagger/tests/internal/dagger"
)

// Result is how a check ended.
type Result struct {
	// Name of the check: "tests:deploys".
	Name string
	// Whether it passed.
	Passed bool
	// Why it did not, in one line. The log has it whole.
	Reason string

	check dagger.Check
}

// Run runs the checks of the module and of its tests, all or those named, and says how each ended.
//
// `dagger check` runs all at once. A check takes some of a core even while it waits, so that they would keep each other from an
// answer: here a few run at a time, the module's own first, as they compile what the tests need.
// +cache="never"
func (t *Tests) Run(
	ctx context.Context,
	// The repository, with the modules whose checks there are.
	ws *dagger.Workspace,
	// Checks to run, by name or pattern.
	// +optional
	names []string,
) ([]*Result, error) {
	checks, err := ws.Checks(dagger.WorkspaceChecksOpts{Include: names}).List(ctx)
	if err != nil {
		return nil, err
	}
	var results []*Result
	for _, check := range checks {
		name, err := check.Name(ctx)
		if err != nil {
			return nil, err
		}
		results = append(results, &Result{Name: name, check: check})
	}
	slices.SortFunc(results, func(a, b *Result) int {
		return cmp.Or(cmp.Compare(turn(a.Name), turn(b.Name)), strings.Compare(a.Name, b.Name))
	})
	group := errgroup.Group{}
	group.SetLimit(4 * runtime.NumCPU())
	for _, r := range results {
		group.Go(func() error {
			r.run(ctx)
			return nil
		})
	}
	return results, group.Wait()
}

// waiting are the checks that take longest, and most of it wait: one that begins late is what all of the others have ended before.
var waiting = []string{
	"tests:bootstraps", "tests:deploys", "tests:faults", "tests:interruptions", "tests:kills", "tests:ledgers", "tests:looks", "tests:plans",
	"tests:previews", "tests:rehearsals", "tests:rehearses", "tests:shapes", "tests:signatures", "tests:stories", "tests:tasks",
}

// turn is when a check is begun: the module's own first, as they compile what the tests need; then the stories that wait most.
func turn(name string) int {
	switch {
	case strings.HasPrefix(name, "slipway:"):
		return 0
	case slices.Contains(waiting, name):
		return 1
	}
	return 2
}

func (r *Result) run(ctx context.Context) {
	began := time.Now()
	defer func() { fmt.Fprintf(os.Stderr, "check %s ended after %.0f s\n", r.Name, time.Since(began).Seconds()) }()
	done := r.check.Run()
	var err error
	if r.Passed, err = done.Passed(ctx); err != nil {
		r.Reason = fmt.Sprintf("no answer: %v", err)
	} else if !r.Passed {
		r.Reason = reason(ctx, done.Error())
	}
	if !r.Passed {
		fmt.Fprintf(os.Stderr, "check %s failed: %s\n", r.Name, r.Reason)
	}
	r.Reason = oneLine(r.Reason)
}

// reason is why a check failed: what it says, and how the command ended that it ran.
func reason(ctx context.Context, failed *dagger.Error) string {
	said, err := failed.Message(ctx)
	if err != nil {
		return "see above"
	}
	values, err := failed.Values(ctx)
	if err != nil {
		return said
	}
	for _, value := range values {
		name, err := value.Name(ctx)
		if err != nil || name != "stdout" && name != "stderr" {
			continue
		}
		var text string
		if read, err := value.Value(ctx); err == nil && json.Unmarshal([]byte(read), &text) == nil && text != "" {
			said += "; " + name + " ended with: " + lastLines(text)
		}
	}
	return said
}

// lastLines are the last of an output, where a test runner says what failed.
func lastLines(text string) string {
	const most = 6
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.Join(lines[max(0, len(lines)-most):], "\n")
}

// oneLine is a reason as the end of a log has it: short, and with nothing in it that JSON escapes.
func oneLine(reason string) string {
	const limit = 1200
	line := []rune(strings.NewReplacer(`"`, "'", `\`, "/").Replace(strings.Join(strings.Fields(reason), " ")))
	if len(line) > limit {
		line = append(line[:limit], '…')
	}
	return string(line)
}
