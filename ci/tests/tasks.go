package main

import (
	"context"
	"fmt"

	"dagger/tests/internal/dagger"
)

// Tasks runs tasks by themselves: a job by hand, which ends with its exit code, and another command in the place of its own.
// +check
func (t *Tests) Tasks(ctx context.Context) error {
	small, err := t.small(ctx)
	if err != nil {
		return err
	}
	s := &tasks{small}
	return small.tellWith(ctx, "tasks", dagger.SlipwayOpts{Tasks: "auto"}, []part{
		{"a job by hand", s.byHand},
	})
}

type tasks struct{ *Tests }

// source has an orders that ends with the exit code it is asked for, and a job of it.
func (s *tasks) source(ctx context.Context) (*dagger.Directory, error) {
	source := s.Source
	for _, edit := range []struct{ path, from, to string }{
		{"services/orders/main.go", "	\"os\"\n", "	\"os\"\n	\"strconv\"\n"},
		{"services/orders/main.go", "func main() {\n", `func main() {
	if len(os.Args) == 3 && os.Args[1] == "end" {
		code, _ := strconv.Atoi(os.Args[2])
		slog.Info("it ends as it was told", "code", code)
		os.Exit(code)
	}
`},
		{"terraform/environments/local.tfvars", "services = {", `services = {
  report = { schedule = "rate(1 day)", image = "orders", command = ["end", "0"] }
`},
	} {
		edited, err := replace(ctx, source, edit.path, edit.from, edit.to)
		if err != nil {
			return nil, err
		}
		source = edited
	}
	return known(ctx, source), nil
}

func (s *tasks) byHand(ctx context.Context, aws *emulated) error {
	source, err := s.source(ctx)
	if err != nil {
		return err
	}
	slipway := s.at(ctx, source, aws)
	if _, err := slipway.Deploy(ctx); err != nil {
		return err
	}
	said, err := slipway.Task(ctx, "report")
	if err != nil {
		return err
	}
	if err := wants(said, "it ends as it was told", "report: its task ", "ended with exit code 0"); err != nil {
		return err
	}
	// Another service's definition, with a command in the place of its own.
	const code = 3
	_, err = slipway.Task(ctx, "orders", dagger.SlipwayTaskOpts{Command: []string{"end", fmt.Sprint(code)}})
	if err := refuses(err, "orders: its task ended with exit code 3", "it ends as it was told"); err != nil {
		return err
	}
	if err := exits(err, code); err != nil {
		return err
	}
	_, err = slipway.Task(ctx, "reprot")
	if err := refuses(err, "did you mean report?"); err != nil {
		return err
	}
	screen, err := slipway.Status(ctx) // the services never noticed
	if err != nil {
		return err
	}
	return wants(screen, "All is well in local.")
}
