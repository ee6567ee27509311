package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/engineerror"
)

// mustPass is the error of an exec that was run with ReturnTypeAny: what failed, and the end of what it printed.
func mustPass(ctx context.Context, run *dagger.Container, what string) error {
	code, err := run.ExitCode(ctx)
	if err != nil {
		return fmt.Errorf("%s: %w", what, engineerror.Clean(err))
	}
	if code == 0 {
		return nil
	}
	said, err := run.Stderr(ctx)
	if err == nil && strings.TrimSpace(said) == "" {
		said, err = run.Stdout(ctx)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", what, engineerror.Clean(err))
	}
	return failed(what, code, said)
}

// explain is mustPass for an exec that had to succeed, so that a failure of it is not answered by the cache again.
func explain(err error, what string) error {
	var exec *dagger.ExecError
	if errors.As(err, &exec) {
		return failed(what, exec.ExitCode, exec.Stderr)
	}
	return fmt.Errorf("%s: %w", what, engineerror.Clean(err))
}

func failed(what string, code int, said string) error {
	return fmt.Errorf("%s (exit code %d):\n%s", what, code, engineerror.Tail("", said, 40))
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
