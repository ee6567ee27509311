package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"dagger/tests/internal/dagger"
)

// Tasks runs tasks by themselves: a job by hand, which ends with its exit code, and another command in the place of its own. Then what runs
// before a release: a failure stops it before any service moves, a success is not run again, and a rollback runs nothing.
// +check
func (t *Tests) Tasks(ctx context.Context) error {
	small, err := t.small(ctx)
	if err != nil {
		return err
	}
	s := &tasks{small}
	return small.tellWith(ctx, "tasks", dagger.SlipwayOpts{Tasks: "auto"}, []part{
		{"a job by hand", s.byHand},
		{"what runs before fails", s.beforeFails},
		{"what runs before is well", s.beforeRuns},
		{"a rollback runs nothing before", s.backWithout},
	})
}

type tasks struct{ *Tests }

// lastWords is what orders logs when it ends as it is asked to.
const lastWords = "it ends as it was told"

// ends is the setting before of orders, which ends with an exit code.
func ends(code int) string {
	return fmt.Sprintf("    before = { command = [\"end\", \"%d\"] }\n", code)
}

// source has an orders that ends with the exit code it is asked for, and a job of it. An exit code is what it runs before a release,
// and a line of the log makes another image of it.
func (s *tasks) source(ctx context.Context, before, line string) (*dagger.Directory, error) {
	source := s.Source
	for _, edit := range []struct{ path, from, to string }{
		{"services/orders/main.go", "	\"os\"\n", "	\"os\"\n	\"strconv\"\n"},
		{"services/orders/main.go", "func main() {\n", `func main() {
	if len(os.Args) == 3 && os.Args[1] == "end" {
		code, _ := strconv.Atoi(os.Args[2])
		slog.Info("` + line + `", "code", code)
		os.Exit(code)
	}
`},
		{"terraform/environments/local.tfvars", "services = {", `services = {
  report = { schedule = "rate(1 day)", image = "orders", command = ["end", "0"] }
`},
		{"terraform/environments/local.tfvars", "  orders = {\n", "  orders = {\n" + before},
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
	source, err := s.source(ctx, "", lastWords)
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
	if err := wants(said, lastWords, "report: its task ", "ended with exit code 0"); err != nil {
		return err
	}
	// Another service's definition, with a command in the place of its own.
	const code = 3
	_, err = slipway.Task(ctx, "orders", dagger.SlipwayTaskOpts{Command: []string{"end", fmt.Sprint(code)}})
	if err := refuses(err, "orders: its task ended with exit code 3", lastWords); err != nil {
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

func (s *tasks) beforeFails(ctx context.Context, aws *emulated) error {
	source, err := s.source(ctx, ends(3), lastWords)
	if err != nil {
		return err
	}
	before, err := aws.tasks(ctx, "orders")
	if err != nil {
		return err
	}
	slipway := s.at(ctx, source, aws)
	_, err = slipway.Deploy(ctx)
	if err := refuses(err, "no service was moved: orders: its task ended with exit code 3", lastWords); err != nil {
		return err
	}
	after, err := aws.tasks(ctx, "orders")
	if err != nil {
		return err
	}
	if !slices.Equal(before, after) {
		return fmt.Errorf("the services moved: before %v, after %v", before, after)
	}
	list, err := slipway.Releases(ctx)
	if err != nil {
		return err
	}
	return wants(list, "failed", "no service was moved")
}

func (s *tasks) beforeRuns(ctx context.Context, aws *emulated) error {
	source, err := s.source(ctx, ends(0), lastWords)
	if err != nil {
		return err
	}
	slipway := s.at(ctx, source, aws)
	summary, err := slipway.Plan().Summary(ctx)
	if err != nil {
		return err
	}
	if err := wants(summary, "RUNS ONCE, BEFORE ANY SERVICE MOVES", "orders", "end 0"); err != nil {
		return err
	}
	if err := s.deploys(ctx, aws, source, 1); err != nil {
		return err
	}
	return s.deploys(ctx, aws, source, 1) // again, without a change
}

func (s *tasks) backWithout(ctx context.Context, aws *emulated) error {
	source, err := s.source(ctx, ends(0), "it ends as it was told, again")
	if err != nil {
		return err
	}
	if err := s.deploys(ctx, aws, source, 2); err != nil {
		return err
	}
	said, err := s.at(ctx, source, aws).Rollback(ctx)
	if err != nil {
		return err
	}
	return errors.Join(wants(said, "(before of orders) is not run at a rollback"), s.ran(ctx, aws, 2))
}

// deploys wants a deploy to be well, and so many runs before a release that were well by then.
func (s *tasks) deploys(ctx context.Context, aws *emulated, source *dagger.Directory, runs int) error {
	if _, err := s.at(ctx, source, aws).Deploy(ctx); err != nil {
		return err
	}
	return s.ran(ctx, aws, runs)
}

func (s *tasks) ran(ctx context.Context, e *emulated, want int) error {
	client, cluster := ecs.NewFromConfig(e.config()), aws.String("slipway-local")
	listed, err := client.ListTasks(ctx, &ecs.ListTasksInput{Cluster: cluster, DesiredStatus: types.DesiredStatusStopped})
	if err != nil || len(listed.TaskArns) == 0 {
		return fmt.Errorf("nothing ran before the release, and %d runs are wanted: %w", want, err)
	}
	described, err := client.DescribeTasks(ctx, &ecs.DescribeTasksInput{Cluster: cluster, Tasks: listed.TaskArns})
	if err != nil {
		return err
	}
	well := 0
	for _, task := range described.Tasks {
		if aws.ToString(task.Group) == "family:slipway-local-orders-before" && aws.ToInt32(task.Containers[0].ExitCode) == 0 {
			well++
		}
	}
	if well != want {
		return fmt.Errorf("what runs before a release ran %d times and was well, and %d are wanted", well, want)
	}
	return nil
}
