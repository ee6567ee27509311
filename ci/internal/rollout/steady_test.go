package rollout

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// tasks is ECS with the tasks that it has at a look.
type tasks func(look int) []types.Task

type fakeTasks struct {
	at    tasks
	looks int
}

func (f *fakeTasks) ListTasks(ctx context.Context, _ *ecs.ListTasksInput, _ ...func(*ecs.Options)) (*ecs.ListTasksOutput, error) {
	f.looks++
	return &ecs.ListTasksOutput{TaskArns: []string{"all"}}, ctx.Err()
}

func (f *fakeTasks) DescribeTasks(ctx context.Context, _ *ecs.DescribeTasksInput, _ ...func(*ecs.Options)) (*ecs.DescribeTasksOutput, error) {
	return &ecs.DescribeTasksOutput{Tasks: f.at(f.looks)}, ctx.Err()
}

func task(id, definition string, health types.HealthStatus) types.Task {
	return types.Task{TaskArn: aws.String(id), TaskDefinitionArn: aws.String(definition), LastStatus: aws.String("RUNNING"), HealthStatus: health,
		StartedAt: aws.Time(time.Now())}
}

func TestSteady(t *testing.T) {
	unknown := types.HealthStatusUnknown
	for name, c := range map[string]struct {
		at     tasks
		stayed int
		steady bool
	}{
		"tasks that stay": {func(int) []types.Task {
			return []types.Task{task("a", newDefinition, unknown), task("b", newDefinition, unknown)}
		}, 2, true},
		"tasks that end at once, and others in their place": {func(look int) []types.Task {
			return []types.Task{task(fmt.Sprint("a", look), newDefinition, unknown), task(fmt.Sprint("b", look), newDefinition, unknown)}
		}, 0, false},
		"one that stays": {func(look int) []types.Task {
			return []types.Task{task("a", newDefinition, unknown), task(fmt.Sprint("b", look), newDefinition, unknown)}
		}, 1, false},
		"tasks of another release": {func(int) []types.Task {
			return []types.Task{task("a", oldDefinition, unknown), task("b", oldDefinition, unknown)}
		}, 0, false},
		"one whose own check fails": {func(int) []types.Task {
			return []types.Task{task("a", newDefinition, types.HealthStatusHealthy), task("b", newDefinition, types.HealthStatusUnhealthy)}
		}, 1, false},
		"tasks that ran before": {func(int) []types.Task {
			old := task("a", newDefinition, unknown)
			old.StartedAt = aws.Time(time.Now().Add(-time.Hour))
			other := old
			other.TaskArn = aws.String("b")
			return []types.Task{old, other}
		}, 2, true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				stayed, err := Steady(t.Context(), &fakeTasks{at: c.at}, target(2), time.Minute)
				var unsteady *UnsteadyError
				if stayed != c.stayed || (err == nil) != c.steady || err != nil && !errors.As(err, &unsteady) {
					t.Errorf("%d stayed, %v", stayed, err)
				}
			})
		})
	}
}

// Nothing need run while nothing waits in its queue; what runs must stay all the same.
func TestSteadyWithoutTasks(t *testing.T) {
	for name, c := range map[string]struct {
		at     tasks
		stayed int
		steady bool
	}{
		"none": {func(int) []types.Task { return nil }, 0, true},
		"one that stays": {func(int) []types.Task {
			return []types.Task{task("a", newDefinition, types.HealthStatusUnknown)}
		}, 1, true},
		"one that ends at once, and another in its place": {func(look int) []types.Task {
			return []types.Task{task(fmt.Sprint("a", look), newDefinition, types.HealthStatusUnknown)}
		}, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				stayed, err := Steady(t.Context(), &fakeTasks{at: c.at}, target(0), time.Minute)
				if stayed != c.stayed || (err == nil) != c.steady {
					t.Errorf("%d stayed, %v", stayed, err)
				}
			})
		})
	}
}
