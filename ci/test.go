package main

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strings"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/discover"
	"dagger/slipway/internal/gotest"
)

// Test vets and tests each service, side by side, and prints a table of the counts and the coverage.
//
// A Go service is tested with its shared packages (go vet, go test with the race detector). A service with a Dockerfile is
// tested by building its stage named "test", where it has one. It fails with the name and the output of each test that
// failed. The reports (JUnit, coverage) are those of the function reports.
// +check
func (s *Slipway) Test(
	ctx context.Context,
	// Test this service alone.
	// +optional
	service string,
) (string, error) {
	results, err := s.test(ctx, service)
	if err != nil {
		return "", err
	}
	rows := [][]string{{"SERVICE", "BUILT FROM", "TESTS", "COVERAGE"}}
	for _, r := range results {
		rows = append(rows, []string{r.service, string(r.kind), r.tests, r.coverage})
	}
	return table(rows), nil
}

// tested is what the tests of a service came to. The reports are there when tests failed, too.
type tested struct {
	service         string
	kind            discover.Kind
	tests, coverage string
	junit           []byte       // nil for a Dockerfile's
	profile         *dagger.File // nil where the tests failed
}

func (s *Slipway) test(ctx context.Context, service string) ([]*tested, error) {
	services, err := s.selectServices(ctx, service)
	if err != nil {
		return nil, err
	}
	results, failures := beside(services, allAtOnce, func(service *workload) (result *tested, err error) {
		result = &tested{service: service.Name, kind: service.Kind}
		if service.Kind == discover.Dockerfile {
			result.tests, err = s.testDockerfile(ctx, service)
		} else {
			err = s.testGo(ctx, service, result)
		}
		return result, err
	})
	return results, errors.Join(failures...)
}

// packages are the service's and those that services share.
func (w *workload) packages(ctx context.Context) ([]string, error) {
	packages := []string{"./" + w.Path + "/..."}
	shared, err := w.inputs.Glob(ctx, "services/internal/**/*.go")
	if err != nil {
		return nil, fmt.Errorf("service %s: look for shared packages: %w", w.Name, err)
	}
	if len(shared) > 0 {
		packages = append(packages, "./services/internal/...")
	}
	return packages, nil
}

func (s *Slipway) testGo(ctx context.Context, service *workload, result *tested) error {
	packages, err := service.packages(ctx)
	if err != nil {
		return err
	}
	ships := s.golang().WithMountedDirectory("/src", service.inputs).WithWorkdir("/src")
	work := ships.WithEnvVariable("CGO_ENABLED", "1") // the race detector needs cgo
	// The code is vetted as it ships and as it is tested. That also compiles what it imports, in turn, so that the tests can run
	// side by side.
	for _, vet := range []*dagger.Container{
		ships.WithExec(inTurn(programs, append([]string{"go", "vet"}, packages...)...), dagger.ContainerWithExecOpts{Expect: dagger.ReturnTypeAny}),
		work.WithExec(inTurn(programs, append([]string{"go", "vet", "-race"}, packages...)...), dagger.ContainerWithExecOpts{Expect: dagger.ReturnTypeAny}),
	} {
		if err := mustPass(ctx, vet, "service "+service.Name+": go vet failed"); err != nil {
			return err
		}
	}
	const profile = "/reports/coverage.out"
	// -vet=off: it ran above, over everything and not only over packages with tests.
	run := work.
		WithDirectory(path.Dir(profile), dag.Directory()).
		WithExec(append([]string{"go", "test", "-race", "-vet=off", "-json", "-covermode=atomic", "-coverprofile=" + profile}, packages...),
			dagger.ContainerWithExecOpts{Expect: dagger.ReturnTypeAny})
	out, err := run.Stdout(ctx)
	if err != nil {
		return fmt.Errorf("test service %s: %w", service.Name, err)
	}
	if result.junit, err = gotest.JUnit(strings.NewReader(out)); err != nil {
		return fmt.Errorf("test service %s: %w", service.Name, err)
	}
	counts, err := gotest.Read(strings.NewReader(out))
	if err != nil {
		return fmt.Errorf("test service %s: %w", service.Name, err)
	}
	if counts.Failed > 0 {
		return fmt.Errorf("service %s: %d tests failed:\n%s", service.Name, counts.Failed, counts.Explain())
	}
	// The exit code has the last word: a run can end without a failed test.
	if err := mustPass(ctx, run, "service "+service.Name+": go test failed"); err != nil {
		return err
	}
	result.tests, result.profile = fmt.Sprintf("%d passed", counts.Passed), run.File(profile)
	text, err := result.profile.Contents(ctx)
	if err != nil {
		return fmt.Errorf("service %s: read its coverage: %w", service.Name, err)
	}
	percent, err := gotest.Coverage(strings.NewReader(text))
	result.coverage = fmt.Sprintf("%.1f %%", percent)
	return err
}

func (s *Slipway) testDockerfile(ctx context.Context, service *workload) (string, error) {
	file, err := service.dockerfile(ctx)
	if err != nil {
		return "", err
	}
	if !file.HasStage("test") {
		return "no stage named test", nil
	}
	if _, err := service.dockerBuild(ctx, file, "test"); err != nil {
		return "", fmt.Errorf("the stage test failed: %w", err)
	}
	return "stage test passed", nil
}
