package lint

import (
	"context"

	"dagger/slipway/internal/gate"
	"dagger/slipway/internal/gate/readers"
	"dagger/slipway/internal/toolbox"
)

// terraformFormat finds HCL that terraform fmt would write otherwise.
func (c *checker) terraformFormat(ctx context.Context) ([]gate.Finding, error) {
	const folder, unformatted = "terraform", 3
	ctr := c.Box.Base(toolbox.Terraform).
		WithEnvVariable("CHECKPOINT_DISABLE", "1").
		WithMountedDirectory("/src", c.Files(c.kinds.Formatted...)).
		WithWorkdir("/src/" + folder)
	text, err := report(ctx, ctr, "terraform fmt", unformatted, "terraform", "fmt", "-check", "-diff", "-recursive", "-no-color")
	if err != nil {
		return nil, err
	}
	return readers.TerraformFormat(folder, text)
}

// tflint looks at each folder of terraform/ that has HCL, with Terraform's own rules. A plugin that the repository's
// settings name is installed as they pin it.
func (c *checker) tflint(ctx context.Context) ([]gate.Finding, error) {
	const settings = "--config=/src/.tflint.hcl"
	source := c.withSettings(c.Files(c.kinds.HCL...), "tflint.hcl", ".tflint.hcl")
	ctr := c.Box.Base(toolbox.Terraform).
		WithFile("/usr/local/bin/tflint", c.Box.ReducedTool("tflint")).
		WithMountedFile("/src/.tflint.hcl", source.File(".tflint.hcl")).
		WithWorkdir("/src")
	ctr, err := toolbox.Fetch(ctx, ctr, "the plugins of .tflint.hcl could not be installed", "tflint", "--init", settings)
	if err != nil {
		return nil, err
	}
	text, err := report(ctx, ctr.WithMountedDirectory("/src", source), "tflint", 0,
		"tflint", settings, "--recursive", "--force", "--no-color", "--format=sarif")
	if err != nil {
		return nil, err
	}
	return readers.SARIF("tflint", text)
}
