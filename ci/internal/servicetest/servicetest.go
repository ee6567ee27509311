// Package servicetest vets and tests the services of a repository, and once what they share.
package servicetest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path"
	"strings"

	"dagger/slipway/internal/artefact"
	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/discover"
	"dagger/slipway/internal/repository"
	"dagger/slipway/internal/toolbox"
)

var dag = dagger.Connect()

// Result is what the tests of a service, or of what services share, came to. JUnit is there when tests failed, too.
type Result struct {
	Name string // of the service, or "shared"
	// Path is the folder that was tested.
	Path string
	// From says what is tested: what a service is built from, or "go packages".
	From            string
	Tests, Coverage string
	JUnit           []byte       // nil for a Dockerfile's
	Profile         *dagger.File // of the coverage; nil for a Dockerfile's, and where tests failed
}

// subject is something that is tested by itself, so that the cache answers for it by itself.
type subject struct {
	Result
	what    string // names it in an error: "service catalog"
	source  *dagger.Directory
	service *repository.Service // nil for what services share
}

// gigabytes is what a race test takes at most while it is linked and while it runs.
const gigabytes = 2

// Run tests services and what they share. Each service is tested with its own packages only, from its own folder and what is
// shared, so that a change of another service asks for no test of this one. Its error has all failures, and the results come
// with it.
func Run(ctx context.Context, repo repository.Repository, services []*repository.Service) ([]*Result, error) {
	subjects, err := subjects(ctx, repo, services)
	if err != nil {
		return nil, err
	}
	results, failures := toolbox.Parallel(subjects, toolbox.Workers(gigabytes), func(s *subject) (*Result, error) {
		if s.From == string(discover.Dockerfile) {
			return &s.Result, s.testDockerfile(ctx, repo.Box)
		}
		return &s.Result, s.testGo(ctx, repo.Box)
	})
	return results, errors.Join(failures...)
}

// subjects are what services share, where a service of Go asks for it, and then the services: what all need compiles first.
func subjects(ctx context.Context, repo repository.Repository, services []*repository.Service) ([]*subject, error) {
	var all []*subject
	golang := false
	for _, service := range services {
		golang = golang || service.Kind == discover.Go
		all = append(all, &subject{
			Result: Result{Name: service.Name, Path: service.Path, From: string(service.Kind)},
			what:   "service " + service.Name, source: service.Inputs, service: service,
		})
	}
	if !golang {
		return all, nil
	}
	files, err := repo.Source.Glob(ctx, repository.SharedCode+"/**/*.go")
	if err != nil {
		return nil, fmt.Errorf("look for the packages that services share: %w", err)
	}
	if len(files) == 0 {
		return all, nil
	}
	source, err := repo.Shared(ctx, services)
	if err != nil {
		return nil, err
	}
	shared := &subject{
		Result: Result{Name: "shared", Path: repository.SharedCode, From: "go packages"},
		what:   "what services share (" + repository.SharedCode + ")", source: source,
	}
	return append([]*subject{shared}, all...), nil
}

// Report is the name of the result's report files. A service may be named shared, and none is named internal.
func (r *Result) Report() string {
	if r.Path == repository.SharedCode {
		return path.Base(r.Path)
	}
	return r.Name
}

// Summary counts what was tested, for a line of a deploy's summary.
func Summary(results []*Result) string {
	services := 0
	for _, r := range results {
		if r.Path != repository.SharedCode {
			services++
		}
	}
	if services == len(results) {
		return fmt.Sprintf("%d services", services)
	}
	return fmt.Sprintf("%d services and what they share", services)
}

// testDockerfile builds the stage for tests and runs the command for tests, as far as there are any.
func (s *subject) testDockerfile(ctx context.Context, box toolbox.Box) error {
	file, err := artefact.Dockerfile(ctx, s.service, "")
	if err != nil {
		return err
	}
	stage, command := s.service.Settings.Test.Stage, s.service.Settings.Test.Command
	if stage == "" && file.HasStage("test") {
		stage = "test"
	}
	if stage == "" && len(command) == 0 {
		s.Tests = "no stage named test"
		return nil
	}
	built, err := artefact.DockerBuild(ctx, s.service, file, stage, "")
	if err != nil {
		return fmt.Errorf("%s: the stage %s of its Dockerfile failed: %w", s.what, cmp.Or(stage, "that ships"), err)
	}
	s.Tests = "stage " + stage + " passed"
	if len(command) == 0 {
		return nil
	}
	if _, err := toolbox.Run(ctx, s.withDatabase(box, s.withEmulator(ctx, box, built)), s.what+": its test command failed", command...); err != nil {
		return err
	}
	s.Tests = strings.Join(command, " ") + " passed"
	return nil
}
