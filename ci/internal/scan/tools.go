package scan

import (
	"context"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/toolbox"
)

// trivy has the scanner, without a database. It runs where no file of the repository can be taken for its settings.
func trivy(box toolbox.Box) *dagger.Container {
	return box.Go(toolbox.Tools).
		WithFile("/usr/local/bin/trivy", box.ReducedTool("trivy")).
		WithEnvVariable("TRIVY_DISABLE_TELEMETRY", "true").
		WithEnvVariable("TRIVY_SKIP_VERSION_CHECK", "true").
		WithEnvVariable("TRIVY_CACHE_BACKEND", "memory").
		WithEnvVariable("TRIVY_QUIET", "true").
		WithEnvVariable("TRIVY_TIMEOUT", "20m").
		WithWorkdir("/work")
}

const reportFile = "/report.json"

// report is what trivy finds in a container.
func report(ctx context.Context, ctr *dagger.Container, what string, args ...string) ([]byte, error) {
	run := ctr.WithExec(append(append([]string{"trivy"}, args...), "--format", "json", "--output", reportFile))
	return toolbox.Read(ctx, run.File(reportFile), what)
}

const checkovFolder = "/opt/checkov"

// checkov has the other scanner of HCL.
func checkov(box toolbox.Box) *dagger.Container {
	return box.Base(toolbox.Python).
		WithDirectory(checkovFolder, box.PythonTools(toolbox.Asset("tools/checkov").File("requirements.txt"))).
		WithEnvVariable("PYTHONPATH", checkovFolder).
		WithEnvVariable("PYTHONDONTWRITEBYTECODE", "1")
}
