// Package repository reads what a repository says: its services, the settings of its environments, its files.
package repository

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/toolbox"
)

// Repository is the source that a pipeline is for.
type Repository struct {
	Source *dagger.Directory
	Box    toolbox.Box
}

// Read reads all files that match a pattern, by path. One call to the engine brings them all.
func (r Repository) Read(ctx context.Context, patterns ...string) (map[string][]byte, error) {
	texts := map[string][]byte{}
	err := r.export(ctx, patterns, func(root, path string, entry fs.DirEntry) error {
		if entry.IsDir() {
			return nil
		}
		text, err := os.ReadFile(filepath.Join(root, path))
		texts[path] = text
		return err
	})
	return texts, err
}

// export has the engine write the files that match, and visits them.
func (r Repository) export(ctx context.Context, patterns []string, visit func(root, path string, entry fs.DirEntry) error) error {
	root, err := os.MkdirTemp("", "repository")
	if err != nil {
		return err
	}
	defer os.RemoveAll(root)
	if _, err := r.Source.Filter(dagger.DirectoryFilterOpts{Include: patterns}).Export(ctx, root); err != nil {
		return fmt.Errorf("read the repository: %w", err)
	}
	return filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(root, path)
		if err != nil || relative == "." {
			return err
		}
		return visit(root, filepath.ToSlash(relative), entry)
	})
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

// Terraform is terraform/ as Terraform reads it: a change of policy or tests does not change it.
func (r Repository) Terraform() *dagger.Directory {
	return r.Source.Directory("terraform").WithoutDirectory("policy").WithoutDirectory("tests")
}
