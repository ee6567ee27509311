package main

import (
	"context"
	"fmt"
	"strings"

	"dagger/slipway/internal/dagger"
)

// mustPass is the error of an exec that was run with ReturnTypeAny: what failed, and the end of what it printed.
func mustPass(ctx context.Context, run *dagger.Container, what string) error {
	code, err := run.ExitCode(ctx)
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	if code == 0 {
		return nil
	}
	said, err := run.Stderr(ctx)
	if err == nil && strings.TrimSpace(said) == "" {
		said, err = run.Stdout(ctx)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return failed(what, code, said)
}

func failed(what string, code int, said string) error {
	return fmt.Errorf("%s (exit code %d):\n%s", what, code, lastLines(said, 40))
}

// intoFile runs a command whose output goes into a file and nowhere else. RedirectStdout would log it too: a plan or a
// state has secrets in clear, and a report of a linter has thousands of lines.
func intoFile(ctr *dagger.Container, file string, command ...string) *dagger.Container {
	return ctr.WithExec(append([]string{"sh", "-c", `exec "$@" >"$0"`, file}, command...),
		dagger.ContainerWithExecOpts{Expect: dagger.ReturnTypeAny})
}

// output is a file that an exec wrote, once it is known to have passed.
func output(ctx context.Context, run *dagger.Container, what, file string) ([]byte, error) {
	if err := mustPass(ctx, run, what); err != nil {
		return nil, err
	}
	text, err := run.File(file).Contents(ctx)
	if err != nil {
		return nil, fmt.Errorf("%s: read what it wrote: %w", what, err)
	}
	return []byte(text), nil
}

func lastLines(text string, n int) string {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}
