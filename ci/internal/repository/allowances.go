package repository

import (
	"context"
	"io/fs"

	"dagger/slipway/internal/gate"
)

// Allowances are the findings that people accept, each with a reason and an end.
func (r Repository) Allowances(ctx context.Context) ([]gate.Allowance, error) {
	return gate.ReadAllowances(func(file string) ([]byte, error) {
		text, err := r.File(ctx, file)
		if err == nil && text == nil {
			err = fs.ErrNotExist
		}
		return text, err
	})
}
