package repository

import (
	"context"
	"path"
	"slices"
	"strings"

	"dagger/slipway/internal/environment"
)

const environments = "terraform/environments"

// Settings reads the settings of an environment.
func (r Repository) Settings(ctx context.Context, name string) (environment.Environment, error) {
	files, err := r.Read(ctx, environments+"/*")
	if err != nil {
		return environment.Environment{}, err
	}
	var names []string
	for file := range files {
		names = append(names, path.Base(file))
	}
	file, err := environment.Find(name, names)
	if err != nil {
		return environment.Environment{}, err
	}
	file = environments + "/" + file
	return environment.Read(name, file, files[file])
}

// Environments are the names of all environments.
func (r Repository) Environments(ctx context.Context) ([]string, error) {
	files, err := r.Read(ctx, environments+"/*.tfvars")
	if err != nil {
		return nil, err
	}
	var names []string
	for file := range files {
		names = append(names, strings.TrimSuffix(path.Base(file), ".tfvars"))
	}
	slices.Sort(names)
	return names, nil
}
