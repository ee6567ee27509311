// Package lint checks a repository's files against the rules for their kinds.
package lint

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/gate"
	"dagger/slipway/internal/lint/files"
	"dagger/slipway/internal/repository"
	"dagger/slipway/internal/toolbox"
)

var dag = dagger.Connect()

// Row says how one tool ended on the files of one kind.
type Row struct {
	Tool, What string
	Files      int
	Result     string
}

// linter is one tool on the files of one kind. It does not run where there are none.
type linter struct {
	tool, what string
	files      int
	find       func(context.Context) ([]gate.Finding, error)
}

// checker has what the linters of one repository share.
type checker struct {
	repository.Repository
	paths []string
	kinds files.Kinds
}

// Run runs all linters. With an error, the verdict is on what the others found.
func Run(ctx context.Context, repo repository.Repository) (gate.Verdict, []Row, error) {
	c := &checker{Repository: repo}
	if err := c.list(ctx); err != nil {
		return gate.Verdict{}, nil, err
	}
	code, err := c.code(ctx)
	if err != nil {
		return gate.Verdict{}, nil, err
	}
	linters := append(code, c.others()...)
	found, failures := toolbox.Parallel(linters, toolbox.Unbounded, func(l linter) ([]gate.Finding, error) {
		if l.files == 0 {
			return nil, nil
		}
		return l.find(ctx)
	})
	var rows []Row
	for i, l := range linters {
		row := Row{Tool: l.tool, What: l.what, Files: l.files, Result: "clean"}
		switch {
		case l.files == 0:
			row.Result = "none"
		case failures[i] != nil:
			row.Result = "could not run"
		case len(found[i]) > 0:
			row.Result = fmt.Sprintf("%d found", len(found[i]))
		}
		rows = append(rows, row)
	}
	failure := errors.Join(failures...)
	if failure != nil {
		failure = fmt.Errorf("%w\nCorrect what each names, in the file or in the linter's settings, and run lint again", failure)
	}
	allowances, err := repo.Allowances(ctx)
	if err != nil {
		return gate.Verdict{}, rows, errors.Join(failure, err)
	}
	return gate.Judge(gate.Lint, slices.Concat(found...), gate.Low, allowances, time.Now()), rows, failure
}

// list finds the files, by the linters that look at them.
func (c *checker) list(ctx context.Context) error {
	var err error
	if c.paths, err = c.Source.Glob(ctx, "**"); err != nil {
		return fmt.Errorf("list the source: %w", err)
	}
	c.kinds = files.ByKind(c.paths)
	services, err := c.Services(ctx)
	if err != nil {
		return err
	}
	for _, s := range services { // a Dockerfile may have any name
		if s.Dockerfile != "" && !slices.Contains(c.kinds.Dockerfiles, s.Dockerfile) {
			c.kinds.Dockerfiles = append(c.kinds.Dockerfiles, s.Dockerfile)
		}
	}
	const firstLines = `exec find . -name .git -prune -o -type f -exec awk 'FNR == 1 { if (/^#!/) print FILENAME "\t" $0; nextfile }' {} +`
	ctr := c.Box.Base(toolbox.Python).WithMountedDirectory("/src", c.Source).WithWorkdir("/src")
	lines, err := toolbox.Output(ctx, ctr, "shell scripts could not be looked for", "sh", "-euc", firstLines)
	if err != nil {
		return err
	}
	c.kinds.Scripts = append(c.kinds.Scripts, files.Scripts(lines)...)
	slices.Sort(c.kinds.Scripts)
	c.kinds.Scripts = slices.Compact(c.kinds.Scripts)
	return nil
}

// memory is what a linter of single files takes, in GB.
const memory = 0.5

// others are the linters of all that is not Go. As many run at once as the machine has memory for.
func (c *checker) others() []linter {
	k := c.kinds
	linters := []linter{
		{"terraform fmt", "terraform/", len(k.Formatted), c.terraformFormat},
		{"tflint", "terraform/", len(k.HCL), c.tflint},
		{"hadolint", "Dockerfiles", len(k.Dockerfiles), c.hadolint},
		{"shellcheck", "shell scripts", len(k.Scripts), c.shellcheck},
		{"actionlint", "workflows", len(k.Workflows), c.actionlint},
		{"zizmor", "workflows, actions", len(k.Workflows) + len(k.Actions), c.zizmor},
	}
	slots := make(chan struct{}, toolbox.Workers(memory))
	for i, l := range linters {
		linters[i].find = func(ctx context.Context) ([]gate.Finding, error) {
			slots <- struct{}{}
			defer func() { <-slots }()
			return l.find(ctx)
		}
	}
	return linters
}
