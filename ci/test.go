package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/sync/errgroup"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/discover"
	"dagger/slipway/internal/gotest"
)

// Test vets and tests each service, side by side, and prints a table of the counts.
//
// A Go service is tested with its shared packages (go vet, go test). A service with a Dockerfile is tested by building
// its stage named "test", where it has one. It fails with the name and the output of each test that failed.
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
	return table(append([][]string{{"SERVICE", "BUILT FROM", "TESTS"}}, results...)), nil
}

// test returns a row of the table for each service.
func (s *Slipway) test(ctx context.Context, service string) ([][]string, error) {
	services, err := s.selectServices(ctx, service)
	if err != nil {
		return nil, err
	}
	rows := make([][]string, len(services))
	failures := make([]error, len(services))
	group := errgroup.Group{}
	for i, service := range services {
		group.Go(func() error {
			var result string
			result, failures[i] = s.testOne(ctx, service)
			rows[i] = []string{service.Name, string(service.Kind), result}
			return nil
		})
	}
	_ = group.Wait()
	return rows, errors.Join(failures...)
}

func (s *Slipway) testOne(ctx context.Context, service *workload) (string, error) {
	if service.Kind == discover.Dockerfile {
		return s.testDockerfile(ctx, service)
	}
	packages := []string{"./" + service.Path + "/...", "./services/internal/..."}
	if shared, err := service.inputs.Glob(ctx, "services/internal/**/*.go"); err != nil {
		return "", err
	} else if len(shared) == 0 {
		packages = packages[:1]
	}
	work := s.golang().WithMountedDirectory("/src", service.inputs).WithWorkdir("/src")
	vet := work.WithExec(append([]string{"go", "vet"}, packages...), dagger.ContainerWithExecOpts{Expect: dagger.ReturnTypeAny})
	if err := mustPass(ctx, vet, "service "+service.Name+": go vet failed"); err != nil {
		return "", err
	}
	// -vet=off: it ran above, over everything and not only over packages with tests.
	run := work.WithExec(append([]string{"go", "test", "-vet=off", "-json"}, packages...), dagger.ContainerWithExecOpts{Expect: dagger.ReturnTypeAny})
	out, err := run.Stdout(ctx)
	if err != nil {
		return "", fmt.Errorf("test service %s: %w", service.Name, err)
	}
	result, err := gotest.Read(strings.NewReader(out))
	if err != nil {
		return "", fmt.Errorf("test service %s: %w", service.Name, err)
	}
	if result.Failed > 0 {
		return "", fmt.Errorf("service %s: %d tests failed:\n%s", service.Name, result.Failed, result.Explain())
	}
	// The exit code has the last word: a run can end without a failed test.
	if err := mustPass(ctx, run, "service "+service.Name+": go test failed"); err != nil {
		return "", err
	}
	return fmt.Sprintf("%d passed", result.Passed), nil
}

func (s *Slipway) testDockerfile(ctx context.Context, service *workload) (string, error) {
	text, err := service.inputs.File("Dockerfile").Contents(ctx)
	if err != nil {
		return "", fmt.Errorf("read %s/Dockerfile: %w", service.Path, err)
	}
	if !hasStage(text, "test") {
		return "no stage named test", nil
	}
	stage := service.inputs.DockerBuild(dagger.DirectoryDockerBuildOpts{Target: "test"})
	if _, err := stage.Sync(ctx); err != nil {
		return "", fmt.Errorf("service %s: the stage test of its Dockerfile failed: %w", service.Name, err)
	}
	return "stage test passed", nil
}

// hasStage looks for `FROM … AS name`.
func hasStage(dockerfile, name string) bool {
	for _, line := range strings.Split(dockerfile, "\n") {
		f := strings.Fields(strings.ToLower(line))
		if len(f) >= 4 && f[0] == "from" && f[len(f)-2] == "as" && f[len(f)-1] == name {
			return true
		}
	}
	return false
}
