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
	stderr, err := run.Stderr(ctx)
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	if strings.TrimSpace(stderr) == "" {
		if stderr, err = run.Stdout(ctx); err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
	}
	return fmt.Errorf("%s (exit code %d):\n%s", what, code, lastLines(stderr, 40))
}

// quietly runs a command whose output goes into a file and nowhere else. RedirectStdout would log it too, and a plan or a
// state has secrets in clear.
func quietly(ctx context.Context, ctr *dagger.Container, what, file string, command ...string) (*dagger.Container, error) {
	run := ctr.WithExec(append([]string{"sh", "-c", `exec "$@" >"$0"`, file}, command...),
		dagger.ContainerWithExecOpts{Expect: dagger.ReturnTypeAny})
	return run, mustPass(ctx, run, what)
}

func lastLines(text string, n int) string {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}
