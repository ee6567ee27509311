package repository

import (
	"context"
	"io/fs"

	"dagger/slipway/internal/gate"
)

// Allowances are the findings that people accept, each with a reason and an end: .slipway.yaml.
func (r Repository) Allowances(ctx context.Context) ([]gate.Allowance, error) {
	files, err := r.Read(ctx, gate.FormerFile, gate.File)
	if err != nil {
		return nil, err
	}
	return gate.ReadAllowances(func(file string) ([]byte, error) {
		text, there := files[file]
		if !there {
			return nil, fs.ErrNotExist
		}
		return text, nil
	})
}
