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

func lastLines(text string, n int) string {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}
