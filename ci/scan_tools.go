package main

import (
	"context"

	"dagger/slipway/internal/dagger"
)

// trivy has the scanner, without a database. It runs where no file of the repository can be taken for its settings.
func (s *Slipway) trivy() *dagger.Container {
	return s.golang().
		WithFile("/usr/local/bin/trivy", s.lessOf("trivy")).
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

const checkovFolder = "/opt/checkov"

// checkov has the other scanner of HCL.
func (s *Slipway) checkov() *dagger.Container {
	return s.base(pythonImage).
		WithDirectory(checkovFolder, s.pythonTools(asset("tools/checkov").File("requirements.txt"))).
		WithEnvVariable("PYTHONPATH", checkovFolder).
		WithEnvVariable("PYTHONDONTWRITEBYTECODE", "1")
}
