// Package repository reads what a repository says: its services, the settings of its environments, its files.
package repository

import (
	"context"
	"fmt"
	"io/fs"
	"os"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/toolbox"
)

var dag = dagger.Connect()

// Repository is the source that a pipeline is for.
type Repository struct {
	// Source is the repository, as Complete leaves it.
	Source *dagger.Directory
	// Shipped are the parts of its terraform/ that come with this module.
	Shipped []string
	// SettingsFolder is the folder with the settings of its environments, as people know it.
	SettingsFolder string
	// Secrets are those of all builds, each with the name by which a Dockerfile mounts it.
	Secrets []*dagger.Secret
	Box     toolbox.Box
}

// Read reads all files that match a pattern, by path. One call to the engine brings them all.
func (r Repository) Read(ctx context.Context, patterns ...string) (map[string][]byte, error) {
	texts := map[string][]byte{}
	err := r.export(ctx, patterns, func(files fs.FS, path string, entry fs.DirEntry) (err error) {
		if !entry.IsDir() {
			texts[path], err = read(files, path, entry)
		}
		return err
	})
	return texts, err
}

// export has the engine write the files that match, and visits them. A link leads to no file outside of them.
func (r Repository) export(ctx context.Context, patterns []string, visit func(files fs.FS, path string, entry fs.DirEntry) error) error {
	folder, err := os.MkdirTemp("", "repository")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	if _, err := r.Source.Filter(dagger.DirectoryFilterOpts{Include: patterns}).Export(ctx, folder); err != nil {
		return fmt.Errorf("read the repository: %w", err)
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		return err
	}
	defer root.Close()
	return fs.WalkDir(root.FS(), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || path == "." {
			return err
		}
		return visit(root.FS(), path, entry)
	})
}

// read reads a file that was exported.
func read(files fs.FS, path string, entry fs.DirEntry) ([]byte, error) {
	text, err := fs.ReadFile(files, path)
	if err != nil && entry.Type()&fs.ModeSymlink != 0 {
		return nil, fmt.Errorf("%s is a symbolic link, and what it leads to can't be read (%w): put the file itself there", path, err)
	}
	return text, err
}

// File is the text of one file, nil where there is none.
func (r Repository) File(ctx context.Context, path string) ([]byte, error) {
	there, err := r.Source.Exists(ctx, path)
	if err != nil {
		return nil, fmt.Errorf("look for %s: %w", path, err)
	}
	if !there {
		return nil, nil
	}
	text, err := r.Source.File(path).Contents(ctx)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	return []byte(text), nil
}

// Files are the files that match, for a step that needs no others.
func (r Repository) Files(include ...string) *dagger.Directory {
	return r.Source.Filter(dagger.DirectoryFilterOpts{Include: include})
}

// HCL is terraform/ with all that a plan is made from: modules, stacks, settings and policy.
func (r Repository) HCL() *dagger.Directory {
	hcl := r.Source.Directory("terraform")
	if r.SettingsFolder == topSettings {
		hcl = hcl.WithDirectory("environments", r.Source.Directory(topSettings))
	}
	return hcl
}

// Terraform is terraform/ as Terraform reads it: a change of policy or tests does not change it.
func (r Repository) Terraform() *dagger.Directory {
	return r.HCL().WithoutDirectory("policy").WithoutDirectory("tests").WithoutDirectory("environments/policy")
}

// Policy has the rules of terraform/policy, and OwnRules beside them.
func (r Repository) Policy() *dagger.Directory {
	return r.Source.Directory("terraform/policy").
		WithDirectory(OwnRules, r.Source, dagger.DirectoryWithDirectoryOpts{Include: []string{r.ownRules()}})
}

// OwnRules is the folder of the policy with the rules that a repository has beside the others.
const OwnRules = "own"

func (r Repository) ownRules() string { return r.SettingsFolder + "/policy/**/*.rego" }

// OwnRules are the texts of a repository's own rules, by path.
func (r Repository) OwnRules(ctx context.Context) (map[string][]byte, error) {
	return r.Read(ctx, r.ownRules())
}
