package stack

import (
	"context"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/picture"
	"dagger/slipway/internal/plan"
	"dagger/slipway/internal/toolbox"
)

// PlanFile is the saved plan in the module's folder.
const PlanFile = "plan.tfplan"

// shown is the plan as JSON, which holds secrets in clear: it is never printed.
const shown = "/tmp/plan.json"

// Planned is a root module with a saved plan.
type Planned struct {
	*Root
	// File is the plan, JSON the same for machines. Both hold secrets in clear, as every plan can.
	File, JSON *dagger.File
	// Content is that of JSON, read once.
	Content []byte
	// Summary is the plan without values.
	Summary plan.Summary
	// Pictured is the platform as a picture of the plan has it; the bootstrap has none.
	Pictured picture.Platform
	// Images are the images that the plan ships, by service, as the plan itself has them; the bootstrap ships none.
	Images map[string]string
	// again plans the same once more on a root, nil where an earlier call planned it.
	again func(context.Context, *Root) (*Planned, error)
}

// Plan plans. It reads only: it takes no lock, and writes no state. Arguments come after the environment's settings, so they
// beat them.
func (r *Root) Plan(ctx context.Context, args ...string) (*Planned, error) {
	p, err := r.planned(ctx, append(r.variables(), args...),
		step{102, "plan of the " + r.Name + " failed", `terraform plan -no-color -lock=false -out=` + PlanFile + ` "$@"`},
		show)
	if err == nil {
		p.again = func(ctx context.Context, on *Root) (*Planned, error) { return on.Plan(ctx, args...) }
	}
	return p, err
}

// Changes compares the settings with the state alone, and does not look at what is really there. Where nothing is to change the
// plan is empty, without a resource in it, and costs one run of Terraform less.
func (r *Root) Changes(ctx context.Context, args ...string) (*Planned, error) {
	return r.planned(ctx, append(append(r.variables(), "-refresh=false"), args...),
		step{102, "plan of the " + r.Name + " failed", `terraform plan -no-color -lock=false -detailed-exitcode -out=` + PlanFile + ` "$@"; changes=$?; [ $changes != 1 ]`},
		step{103, show.what, `if [ $changes = 0 ]; then echo '{"format_version":"1.2"}' >` + shown + "; else " + show.command + "; fi"})
}

// Saved takes a plan that was made earlier.
func (r *Root) Saved(ctx context.Context, file *dagger.File) (*Planned, error) {
	with := *r
	with.container = r.container.WithFile(PlanFile, file)
	return with.planned(ctx, nil, show)
}

// show reads the saved plan.
var show = step{103, "the saved plan can't be read", "terraform show -json " + PlanFile + " >" + shown}

func (r *Root) planned(ctx context.Context, args []string, steps ...step) (*Planned, error) {
	done, err := r.read(ctx, args, steps...)
	if err != nil {
		return nil, err
	}
	p := &Planned{Root: done, File: done.container.File(PlanFile), JSON: done.container.File(shown)}
	if p.Content, err = toolbox.Read(ctx, p.JSON, "the saved plan can't be read"); err != nil {
		return nil, err
	}
	if p.Summary, err = plan.Read(p.Content); err != nil {
		return nil, err
	}
	if p.Name != Platform {
		return p, nil
	}
	if p.Pictured, err = picture.Read(p.Content); err != nil {
		return nil, err
	}
	p.Images, err = plan.Images(p.Content)
	return p, err
}
