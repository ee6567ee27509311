package main

import (
	"context"
	"errors"
	"fmt"

	"dagger/slipway/internal/dagger"
)

// trivyScript builds trivy as its makers do: with the version that an SBOM names, and with an experiment that its code
// needs.
const trivyScript = `version=$(go list -m -f '{{.Version}}' github.com/aquasecurity/trivy)
go build -ldflags "-s -w -X github.com/aquasecurity/trivy/pkg/version/app.ver=${version#v}" -o /out/trivy github.com/aquasecurity/trivy/cmd/trivy`

// trivy has the scanner, without a database. It runs where no file of the repository can be taken for its settings.
func (s *Slipway) trivy() *dagger.Container {
	program := s.golang().
		WithEnvVariable("GOEXPERIMENT", "jsonv2").
		WithMountedDirectory("/src", asset("tools/trivy")).
		WithWorkdir("/src").
		WithExec([]string{"sh", "-euc", trivyScript}).
		File("/out/trivy")
	return s.golang().
		WithFile("/usr/local/bin/trivy", program).
		WithEnvVariable("TRIVY_DISABLE_TELEMETRY", "true").
		WithEnvVariable("TRIVY_SKIP_VERSION_CHECK", "true").
		WithEnvVariable("TRIVY_CACHE_BACKEND", "memory").
		WithEnvVariable("TRIVY_QUIET", "true").
		WithEnvVariable("TRIVY_TIMEOUT", "20m").
		WithWorkdir("/work")
}

// trivyReport runs trivy in a container and reads what it reports. Some of its runs ask the network; one that fails is not
// answered by the cache again.
func trivyReport(ctx context.Context, ctr *dagger.Container, what string, args ...string) ([]byte, error) {
	const report = "/report.json"
	run := ctr.WithExec(append(append([]string{"trivy"}, args...), "--format", "json", "--output", report))
	text, err := run.File(report).Contents(ctx)
	if err != nil {
		return nil, explain(err, what)
	}
	return []byte(text), nil
}

// explain is the error of an exec in words: what failed, and the end of what it printed.
func explain(err error, what string) error {
	var failed *dagger.ExecError
	if errors.As(err, &failed) {
		return fmt.Errorf("%s (exit code %d):\n%s", what, failed.ExitCode, lastLines(failed.Stderr, 10))
	}
	return fmt.Errorf("%s: %w", what, err)
}

// output is a file that an exec wrote, once it is known to have passed.
func output(ctx context.Context, run *dagger.Container, what, file string) ([]byte, error) {
	if err := mustPass(ctx, run, what); err != nil {
		return nil, err
	}
	text, err := run.File(file).Contents(ctx)
	if err != nil {
		return nil, fmt.Errorf("%s: read its report: %w", what, err)
	}
	return []byte(text), nil
}

const checkovFolder = "/opt/checkov"

// checkov has the other scanner of HCL.
func (s *Slipway) checkov() *dagger.Container {
	return s.base(pythonImage).
		WithDirectory(checkovFolder, s.pythonTools(asset("tools/checkov").File("requirements.txt"))).
		WithEnvVariable("PYTHONPATH", checkovFolder).
		WithEnvVariable("PYTHONDONTWRITEBYTECODE", "1")
}
