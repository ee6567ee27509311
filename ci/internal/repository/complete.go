package repository

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"slices"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/toolbox"
)

// Where a repository has the settings of its environments: at its top, or with its own HCL.
const (
	topSettings = "environments"
	hclSettings = "terraform/environments"
)

// LeftOut is what no step reads, wherever a repository comes from: Git has it, and so has a folder that another module passes.
var LeftOut = []string{"**/.terraform", "**/*.tfplan*", ".dagger"}

// Completed is a repository with the parts of terraform/ that it lacks, as this module ships them, each whole.
type Completed struct {
	Source *dagger.Directory
	// Shipped are the parts that it lacked.
	Shipped []string
	// Settings is the folder that has its settings.
	Settings string
}

// Complete adds what a repository lacks. What Git ignores is left out, and so is a Dagger module of the repository's own.
func Complete(ctx context.Context, source *dagger.Directory) (*Completed, error) {
	source, err := Trim(ctx, source)
	if err != nil {
		return nil, err
	}
	found, err := source.Entries(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the repository: %w", err)
	}
	if slices.Contains(found, "terraform/") {
		own, err := source.Glob(ctx, "terraform/*")
		if err != nil {
			return nil, fmt.Errorf("read the repository: %w", err)
		}
		found = append(found, own...)
	}
	has := func(folder string) bool { return slices.Contains(found, folder+"/") }
	c := &Completed{Source: source, Settings: hclSettings}
	for _, part := range toolbox.Parts {
		if folder := "terraform/" + part; !has(folder) {
			shipped, err := toolbox.Shipped()
			if err != nil {
				return nil, err
			}
			c.Source, c.Shipped = c.Source.WithDirectory(folder, shipped.Directory(part)), append(c.Shipped, part)
		}
	}
	if has(topSettings) {
		c.Settings = topSettings
		if has(hclSettings) {
			return nil, errors.New("settings lie in " + topSettings + "/ and in " + hclSettings + "/: move them into one of the two")
		}
	}
	return c, nil
}

// Trim leaves out what no step reads: of a commit's tree as of what is checked out, so that the two can be compared.
func Trim(ctx context.Context, source *dagger.Directory) (*dagger.Directory, error) {
	exclude := slices.Clone(LeftOut)
	module, err := moduleFolder(ctx, source)
	if err != nil {
		return nil, err
	}
	if module != "" {
		exclude = append(exclude, module)
	}
	return source.Filter(dagger.DirectoryFilterOpts{Exclude: exclude, Gitignore: true}), nil
}

// moduleFolder is where a Dagger module of the repository's own has its source; empty where that is nowhere, or all of it.
func moduleFolder(ctx context.Context, source *dagger.Directory) (string, error) {
	text, err := (Repository{Source: source}).File(ctx, "dagger.json")
	if err != nil || text == nil {
		return "", err
	}
	var module struct{ Source string }
	if err := json.Unmarshal(text, &module); err != nil {
		return "", fmt.Errorf("dagger.json is not valid JSON: %w", err)
	}
	folder := path.Clean("/" + module.Source)[1:]
	return folder, nil
}
