package lint

import (
	"context"
	"slices"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/gate"
	"dagger/slipway/internal/gate/readers"
	"dagger/slipway/internal/toolbox"
)

// with has the linters that are one program without dependencies, and at /src the files that they are asked about: a change
// of any other file leaves the answer in the cache.
func (c *checker) with(files ...[]string) *dagger.Container {
	return c.Box.Base(toolbox.Python).
		WithMountedDirectory("/opt/tools", c.Box.PythonTools(toolbox.Asset("tools/python").File("requirements.txt"))).
		WithEnvVariable("PATH", "/opt/tools/bin:${PATH}", dagger.ContainerWithEnvVariableOpts{Expand: true}).
		WithMountedDirectory("/src", c.Files(slices.Concat(files...)...)).
		WithWorkdir("/src")
}

func (c *checker) hadolint(ctx context.Context) ([]gate.Finding, error) {
	ctr := c.with(c.kinds.Dockerfiles, []string{".hadolint.yaml", ".hadolint.yml"})
	text, err := report(ctx, ctr, "hadolint", 0, append([]string{"hadolint", "--no-fail", "--format=sarif"}, c.kinds.Dockerfiles...)...)
	if err != nil {
		return nil, err
	}
	return readers.SARIF("hadolint", text)
}

func (c *checker) shellcheck(ctx context.Context) ([]gate.Finding, error) {
	ctr := c.with(c.kinds.Scripts, []string{".shellcheckrc"})
	text, err := report(ctx, ctr, "shellcheck", 1, append([]string{"shellcheck", "--format=json1"}, c.kinds.Scripts...)...)
	if err != nil {
		return nil, err
	}
	return readers.Shellcheck(text)
}

// actionlint asks shellcheck about each `run:`, too. It finds its settings and local actions where .git says that a
// repository begins. GitHub has concurrency.queue since 2026-05, and no release of actionlint knows it.
func (c *checker) actionlint(ctx context.Context) ([]gate.Finding, error) {
	ctr := c.with(c.kinds.Workflows, c.kinds.Actions, []string{".github/actionlint.yaml", ".github/actionlint.yml", ".shellcheckrc"}).
		WithFile("/usr/local/bin/actionlint", c.Box.SeparateTool("actionlint", "github.com/rhysd/actionlint/cmd/actionlint")).
		WithMountedDirectory("/src/.git", dag.Directory())
	text, err := report(ctx, ctr, "actionlint", 1, append([]string{
		"actionlint", "-shellcheck=shellcheck", "-format", "{{json .}}", "-ignore", `unexpected key "queue" for "concurrency" section`,
	}, c.kinds.Workflows...)...)
	if err != nil {
		return nil, err
	}
	return readers.Actionlint(text)
}

// zizmor looks for ways into the workflows, offline: it asks GitHub nothing.
func (c *checker) zizmor(ctx context.Context) ([]gate.Finding, error) {
	ctr := c.with(c.kinds.Workflows, c.kinds.Actions, []string{".github/zizmor.yml", ".github/zizmor.yaml", "zizmor.yml", "zizmor.yaml"})
	text, err := report(ctx, ctr, "zizmor", 0, "zizmor", "--offline", "--no-exit-codes", "--no-progress", "--quiet", "--format=sarif", ".")
	if err != nil {
		return nil, err
	}
	return readers.SARIF("zizmor", text)
}
