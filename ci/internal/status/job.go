package status

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"dagger/slipway/internal/rollout"
	"dagger/slipway/internal/schedule"
)

// lookAtJob sees when a job runs, what of, and the runs that are under way. The group of its schedule has the prefix's name, and the
// family of its tasks begins with it.
func lookAtJob(ctx context.Context, c Clients, cluster, prefix, name string) (Service, error) {
	job := Service{Name: name, Job: true, Healthy: -1}
	state, err := schedule.Look(ctx, c.Schedules, prefix, name)
	if errors.Is(err, schedule.ErrNone) {
		job.Rollout, job.Trouble = "not scheduled", err.Error()
		return job, nil
	}
	if err != nil {
		return job, err
	}
	job.Rollout, job.Release = state.String(), rollout.Short(state.TaskDefinition)
	if !state.Enabled {
		job.Trouble = "its schedule is switched off"
	}
	err = job.addTasks(ctx, c, &ecs.ListTasksInput{Cluster: aws.String(cluster), Family: aws.String(prefix + "-" + name)})
	job.Running = len(job.Tasks)
	return job, err
}
