package toolbox

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/engineerror"
	"dagger/slipway/internal/network"
)

// CommandError is a command that ended with a failure.
type CommandError struct {
	// What failed, in words: "service catalog does not compile".
	What string
	// ExitCode is the command's.
	ExitCode int
	// Output is the end of what it printed.
	Output string
	// Advice is what to do about it, where that is known.
	Advice string
}

func (e *CommandError) Error() string {
	text := fmt.Sprintf("%s (exit code %d):\n%s", e.What, e.ExitCode, engineerror.Tail("", e.Output, 40))
	if e.Advice != "" {
		text += "\n" + e.Advice
	}
	return text
}

// Unadvised reports that it ends with what the command printed.
func (e *CommandError) Unadvised() bool { return e.Advice == "" }

// Run runs a command and waits for it. A failure is a *CommandError, and it is not kept: the same call runs the command again.
// So no exec is run with ReturnTypeAny, whose failures the engine caches as it caches successes.
func Run(ctx context.Context, ctr *dagger.Container, what string, command ...string) (*dagger.Container, error) {
	run, err := ctr.WithExec(command).Sync(ctx)
	if err != nil {
		return nil, explain(ctx, err, what)
	}
	return run, nil
}

// Fetch is Run for a command that changes nothing and that, or whose tool's build, may download: it is run again when the network
// failed, and not when the command did.
func Fetch(ctx context.Context, ctr *dagger.Container, what string, command ...string) (*dagger.Container, error) {
	return again(ctx, func() (*dagger.Container, error) { return Run(ctx, ctr, what, command...) })
}

// Output is what a command prints, of one as for Fetch. The log shows it too: use Read for what is secret or long.
func Output(ctx context.Context, ctr *dagger.Container, what string, command ...string) (string, error) {
	return again(ctx, func() (string, error) {
		text, err := ctr.WithExec(command).Stdout(ctx)
		if err != nil {
			return "", explain(ctx, err, what)
		}
		return text, nil
	})
}

// IntoFile has a command write what it prints into a file, and nowhere else: a plan or a state has secrets in clear, and a
// report of a linter has thousands of lines. RedirectStdout would log it too.
func IntoFile(ctr *dagger.Container, file string, command ...string) *dagger.Container {
	return ctr.WithExec(append([]string{"sh", "-c", `exec "$@" >"$0"`, file}, command...))
}

// Read is a file that a command wrote, of one as for Fetch. The command runs with it, and its failure is said as by Run.
func Read(ctx context.Context, file *dagger.File, what string) ([]byte, error) {
	return again(ctx, func() ([]byte, error) {
		text, err := file.Contents(ctx)
		if err != nil {
			return nil, explain(ctx, err, what)
		}
		return []byte(text), nil
	})
}

// tries is how often something is tried that may download: a module proxy that did not answer once is asked again.
const tries = 3

func again[T any](ctx context.Context, do func() (T, error)) (T, error) {
	return backoff.Retry(ctx, func() (T, error) {
		done, err := do()
		var failed *CommandError
		if err != nil && (!errors.As(err, &failed) || !network.Failed(failed.Output)) {
			return done, backoff.Permanent(err)
		}
		return done, err
	}, backoff.WithMaxTries(tries), backoff.WithBackOff(backoff.NewConstantBackOff(2*time.Second)))
}

// explain is Explain, or why the call was ended meanwhile: of that the engine says how it was asked, and no more.
func explain(ctx context.Context, err error, what string) error {
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return Explain(err, what)
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
