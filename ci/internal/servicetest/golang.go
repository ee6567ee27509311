package servicetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/gotest"
	"dagger/slipway/internal/toolbox"
)

// vet looks at the code as it ships and as it is tested: a build tag may leave a file out of one of them. It also compiles
// what the code imports.
const vet = `CGO_ENABLED=0 go vet "$@"
CGO_ENABLED=1 go vet -race "$@"`

// test leaves what it printed in a file. -vet=off: the code was vetted before, packages without tests too. Where it fails, its
// exec must fail as well, or the engine would answer with that failure for ever; and of a failed exec the engine gives only the
// end of what it printed. So the file is then put aside in a volume, and its name is the last line of the error.
const test = `code=0
go test -race -vet=off -json -covermode=atomic -coverprofile=/reports/coverage.out "$@" >/reports/events.json || code=$?
[ $code = 0 ] && exit
kept=$(mktemp -p /failures events.XXXXXXXXXX)
cp /reports/events.json "$kept"
echo >&2
basename "$kept" >&2
exit $code`

// failures is the volume in which the output of failed tests waits to be read.
const failures = "slipway-tests-failures"

func (s *subject) testGo(ctx context.Context, box toolbox.Box) error {
	packages := []string{"./..."}
	if s.service != nil {
		packages = []string{"-tags=" + strings.Join(s.service.Settings.Tags, ","), "./..."}
	}
	work := box.Go(toolbox.Tests).WithMountedDirectory("/src", s.source).WithWorkdir("/src/" + s.Path)
	// One at a time: what is imported compiles once, with all cores, and the next finds it in the cache.
	vetted := toolbox.OneAtATime(toolbox.Programs, append([]string{"sh", "-euc", vet, "vet"}, packages...)...)
	if _, err := toolbox.Fetch(ctx, work, s.what+": go vet failed", vetted...); err != nil {
		return err
	}
	run, err := toolbox.Run(ctx, s.withDatabase(box, s.withEmulator(ctx, box, work)).
		WithEnvVariable("CGO_ENABLED", "1"). // the race detector needs cgo
		WithDirectory("/reports", dag.Directory()).
		WithMountedCache("/failures", dag.CacheVolume(failures)),
		s.what+": go test failed", append([]string{"sh", "-euc", test, "test"}, packages...)...)
	if err != nil {
		return s.failed(ctx, box, err)
	}
	return s.passed(ctx, run.Directory("/reports"))
}

func (s *subject) passed(ctx context.Context, reports *dagger.Directory) error {
	events, err := reports.File("events.json").Contents(ctx)
	if err != nil {
		return fmt.Errorf("%s: read what its tests printed: %w", s.what, err)
	}
	counts, err := s.count([]byte(events))
	if err != nil {
		return err
	}
	s.Tests, s.Profile = fmt.Sprintf("%d passed", counts.Passed), reports.File("coverage.out")
	profile, err := s.Profile.Contents(ctx)
	if err != nil {
		return fmt.Errorf("%s: read its coverage: %w", s.what, err)
	}
	percent, err := gotest.Coverage(bytes.NewBufferString(profile))
	s.Coverage = fmt.Sprintf("%.1f %%", percent)
	return err
}

// failed says which tests failed. The exit code has the last word: a run can end without a failed test.
func (s *subject) failed(ctx context.Context, box toolbox.Box, err error) error {
	var command *toolbox.CommandError
	if !errors.As(err, &command) {
		return err
	}
	output, name := gotest.CutKept(command.Output)
	if name == "" {
		return err
	}
	command.Output = output
	events, lost := toolbox.Read(ctx, take(box, name), s.what+": what its tests printed was lost")
	if lost != nil {
		return errors.Join(err, lost)
	}
	counts, unreadable := s.count(events)
	if unreadable != nil {
		return errors.Join(err, unreadable)
	}
	if counts.Failed == 0 {
		return err
	}
	return fmt.Errorf("%s: %d tests failed:\n%s\nMend what they name, and type the same command again", s.what, counts.Failed, counts.Explain())
}

// count reads what the tests printed, and makes JUnit of it.
func (s *subject) count(events []byte) (gotest.Result, error) {
	var err error
	if s.JUnit, err = gotest.JUnit(bytes.NewReader(events)); err != nil {
		return gotest.Result{}, fmt.Errorf("%s: %w", s.what, err)
	}
	counts, err := gotest.Read(bytes.NewReader(events))
	if err != nil {
		return counts, fmt.Errorf("%s: %w", s.what, err)
	}
	return counts, nil
}

// take reads a file of the volume. It stays for the others whom the engine gave the same failure, and goes after a day.
func take(box toolbox.Box, name string) *dagger.File {
	return box.Base(toolbox.Golang).
		WithMountedCache("/failures", dag.CacheVolume(failures)).
		WithEnvVariable(toolbox.CallVariable, toolbox.CallID()).
		WithExec([]string{"sh", "-euc", `cp "/failures/$1" /events.json; find /failures -type f -mmin +1440 -delete`, "take", name}).
		File("/events.json")
}
