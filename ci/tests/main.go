// The tests of the module slipway: they call its verbs through a real engine.
//
// Each check is a story that a user would miss. `dagger -m ci/tests check` runs all; the parts that need no engine are
// plain Go, Python and HCL tests, which the checks named units and emulator run.
package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"golang.org/x/sync/errgroup"

	"dagger/tests/internal/dagger"
	"dagger/tests/internal/nextstep"
)

// Tests of the module slipway.
type Tests struct {
	// +private
	Source *dagger.Directory
	// +private
	Whole *dagger.Directory
	// +private
	Mirror string
	// +private
	MirrorByTag bool
}

// New takes the repository whose services and infrastructure the tests deploy.
func New(
	// The repository without the pipeline: the module leaves it out, and each test that changes a file has a copy of all others.
	// +defaultPath="/"
	// +ignore=["**/.terraform", "**/*.tfplan*", ".git", "ci"]
	source *dagger.Directory,
	// All of the repository.
	// +defaultPath="/"
	// +ignore=["**/.terraform", "**/*.tfplan*", ".git"]
	whole *dagger.Directory,
	// Registry that holds the base images under their own names.
	// +optional
	mirror string,
	// Take them by their tags, whatever their digests.
	// +optional
	mirrorByTag bool,
) *Tests {
	return &Tests{Source: source, Whole: whole, Mirror: mirror, MirrorByTag: mirrorByTag}
}

// slipway is the module under test, on a repository.
func (t *Tests) slipway(ctx context.Context, source *dagger.Directory) *dagger.Slipway {
	return t.with(ctx, source, dagger.SlipwayOpts{})
}

// at is the module under test with an emulator as its target, opened by planted secrets.
func (t *Tests) at(ctx context.Context, source *dagger.Directory, aws *emulated) *dagger.Slipway {
	return t.with(ctx, source, dagger.SlipwayOpts{Aws: aws.service, Credentials: plantedAccount()})
}

// with is the module under test with other options.
func (t *Tests) with(ctx context.Context, source *dagger.Directory, opts dagger.SlipwayOpts) *dagger.Slipway {
	if source != t.Source {
		source = known(ctx, source)
	}
	opts.Source, opts.Mirror, opts.MirrorByTag = source, t.Mirror, t.MirrorByTag
	if opts.Tasks == "" {
		opts.Tasks = "simulated" // what is tested is seldom whether a task runs
	}
	return dag.Slipway(opts)
}

// known is a folder as a user's is: the engine reads it from a disk and knows it by its content, so that what an edit left
// alone is answered from the cache. What calls made of another folder it knows by the calls, and all that looks at any of
// it would run again.
func known(ctx context.Context, made *dagger.Directory) *dagger.Directory {
	folder := rand.Text()
	if _, err := made.Export(ctx, folder); err != nil {
		return made // the same, only slower
	}
	return dag.CurrentModule().Workdir(folder)
}

// small is the same with less in environment local, two services alone: to make a database and to remove it takes minutes.
func (t *Tests) small(ctx context.Context) (*Tests, error) {
	const settings = "terraform/environments/local.tfvars"
	text, err := t.Source.File(settings).Contents(ctx)
	if err != nil {
		return nil, err
	}
	var left strings.Builder
	for line := range strings.Lines(text) {
		switch name, _, _ := strings.Cut(strings.TrimSpace(line), " "); name {
		case "cluster", "databases", "tables", "buckets", "queues", "secrets", "uses", "scaling", "before", "mailer", "report", "dump":
		default:
			left.WriteString(line)
		}
	}
	with := *t
	with.Source = known(ctx, t.Source.WithNewFile(settings, left.String()))
	return &with, nil
}

// image is a base image, from the mirror where there is one.
func (t *Tests) image(name string) *dagger.Container {
	if t.Mirror != "" {
		name = t.Mirror + "/library/" + name
	}
	return dag.Container().From(name)
}

// story is a part of a check, told beside others.
type story struct {
	name string
	tell func(context.Context) error
}

// atOnce is how many stories are told side by side: each has a call of the module, which takes a container.
const atOnce = 6

// tellAll tells stories side by side, and says of each that failed why.
func tellAll(ctx context.Context, stories []story) error {
	failures := make([]error, len(stories))
	group := errgroup.Group{}
	group.SetLimit(atOnce)
	for i, s := range stories {
		group.Go(func() error {
			if err := s.tell(ctx); err != nil {
				failures[i] = fmt.Errorf("%s: %w", s.name, err)
			}
			return nil
		})
	}
	_ = group.Wait()
	return errors.Join(failures...)
}

// part is one of several that happen on one emulator, one after the other.
type part struct {
	name string
	run  func(context.Context, *emulated) error
}

// tell tells a story of parts on an emulator of its own. The first that fails ends it.
func (t *Tests) tell(ctx context.Context, name string, parts []part) error {
	return t.tellWith(ctx, name, dagger.SlipwayOpts{}, parts)
}

func (t *Tests) tellWith(ctx context.Context, name string, opts dagger.SlipwayOpts, parts []part) error {
	aws, err := t.startWith(ctx, name, opts)
	if err != nil {
		return err
	}
	defer aws.stop(ctx)
	for _, p := range parts {
		if err := p.run(ctx, aws); err != nil {
			return told(p.name, err, aws.repeated(ctx))
		}
	}
	return nil
}

// told is the error of a part with all that was said. Of an error that wraps an engine's, the engine hands on that one alone.
func told(part string, err error, more string) error {
	return errors.New(part + ": " + ending(err).Error() + more)
}

// ending is the error with the end of what the command printed, which has the reason.
func ending(err error) error {
	var exec *dagger.ExecError
	if errors.As(err, &exec) {
		return fmt.Errorf("%w\n%s\n%s", err, lastLines(exec.Stdout), lastLines(exec.Stderr))
	}
	return err
}

// wants fails unless the text holds every part.
func wants(text string, parts ...string) error {
	var missing []error
	for _, part := range parts {
		if !strings.Contains(text, part) {
			missing = append(missing, fmt.Errorf("%q is not in it", part))
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("%w:\n%s", errors.Join(missing...), text)
	}
	return nil
}

// refuses fails unless the error is there, names every part, and says what to do next.
func refuses(err error, parts ...string) error {
	if err == nil {
		return errors.New("it was not refused")
	}
	text, printed := err.Error(), ""
	var exec *dagger.ExecError
	if errors.As(err, &exec) {
		printed = exec.Stderr
	}
	said := text
	if bare.MatchString(text) { // then what was printed is all that there is, and else it is the progress
		said += printed
	}
	if nextstep.In(said) == "" {
		return fmt.Errorf("it does not say what to do next:\n%s", said)
	}
	return wants(text+printed, parts...)
}

// bare is what the engine says of a command that failed, and no more.
var bare = regexp.MustCompile(`^(?:[^\n]*did not complete successfully: )?exit code:? \d+$`)

// exits fails unless the error ends the command line with that code.
func exits(err error, code int) error {
	var exec *dagger.ExecError
	if !errors.As(err, &exec) || exec.ExitCode != code {
		return fmt.Errorf("the exit code is not %d: %w", code, err)
	}
	return nil
}

// replace edits one file of the repository, and fails where the text to replace is not there.
func replace(ctx context.Context, source *dagger.Directory, path, from, to string) (*dagger.Directory, error) {
	text, err := source.File(path).Contents(ctx)
	if err != nil {
		return nil, err
	}
	if strings.Count(text, from) == 0 {
		return nil, fmt.Errorf("%s has no %q to replace", path, from)
	}
	return source.WithNewFile(path, strings.Replace(text, from, to, 1)), nil
}
