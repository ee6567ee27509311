package toolbox

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/engineerror"
)

// CommandError is a command that ended with a failure.
type CommandError struct {
	// What failed, in words: "service catalog does not compile".
	What string
	// ExitCode is the command's.
	ExitCode int
	// Output is the end of what it printed.
	Output string
}

func (e *CommandError) Error() string {
	return fmt.Sprintf("%s (exit code %d):\n%s", e.What, e.ExitCode, engineerror.Tail("", e.Output, 40))
}

// Run runs a command and waits for it. A failure is a *CommandError, and it is not kept: the same call runs the command again.
// So no exec is run with ReturnTypeAny, whose failures the engine caches as it caches successes.
func Run(ctx context.Context, ctr *dagger.Container, what string, command ...string) (*dagger.Container, error) {
	run, err := ctr.WithExec(command).Sync(ctx)
	if err != nil {
		return nil, Explain(err, what)
	}
	return run, nil
}

// Output is what a command prints. The log shows it too: use File for what is secret or long.
func Output(ctx context.Context, ctr *dagger.Container, what string, command ...string) (string, error) {
	text, err := ctr.WithExec(command).Stdout(ctx)
	if err != nil {
		return "", Explain(err, what)
	}
	return text, nil
}

// IntoFile has a command write what it prints into a file, and nowhere else: a plan or a state has secrets in clear, and a
// report of a linter has thousands of lines. RedirectStdout would log it too.
func IntoFile(ctr *dagger.Container, file string, command ...string) *dagger.Container {
	return ctr.WithExec(append([]string{"sh", "-c", `exec "$@" >"$0"`, file}, command...))
}

// Read is a file that a command wrote. The command runs with it, and its failure is said as by Run.
func Read(ctx context.Context, file *dagger.File, what string) ([]byte, error) {
	text, err := file.Contents(ctx)
	if err != nil {
		return nil, Explain(err, what)
	}
	return []byte(text), nil
}

// Explain says a failure of the engine in the words of the command that failed.
func Explain(err error, what string) error {
	var exec *dagger.ExecError
	if !errors.As(err, &exec) {
		return fmt.Errorf("%s: %w", what, engineerror.Clean(err))
	}
	output := exec.Stderr
	if strings.TrimSpace(output) == "" {
		output = exec.Stdout
	}
	return &CommandError{What: what, ExitCode: exec.ExitCode, Output: output}
}
