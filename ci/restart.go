package main

import (
	"context"

	"dagger/slipway/internal/engineerror"
)

// Restart replaces the tasks of a service, or of all, by new ones of the same release, and verifies them as deploy does.
//
// It is for what a task reads when it starts, as a secret that was rotated. It is a rolling change: tasks go when others are healthy.
// Where a new task does not start, ECS ends the change and those before it go on.
// +cache="never"
func (s *Slipway) Restart(
	ctx context.Context,
	// One service; without it, all.
	// +optional
	service string,
	// How long to wait for another run that holds the environment, such as 10m; 0s ends at once with its name.
	// +default="0s"
	lockWait string,
) (_ string, err error) {
	defer engineerror.Tidy(&err)
	if err := s.outlives("nothing runs"); err != nil {
		return "", err
	}
	w, ctx, err := s.holding(ctx, "restart", lockWait, bootstrapped)
	if err != nil {
		return "", err
	}
	defer w.Close(ctx)
	defer func() { err = w.Noted(err) }()
	var names []string
	if service != "" {
		names = append(names, service)
	}
	checks, err := w.Restart(ctx, names...)
	if err != nil {
		return "", err
	}
	return checksTable(checks) + w.Notes(), nil
}
