package stopped

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logs "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

var deployed = time.Date(2026, 11, 29, 3, 0, 0, 0, time.UTC)

// account has tasks that stopped, and the log of them all.
type account struct {
	tasks []types.Task
	log   []string
	lost  error
	asked string
}

func (a *account) ListTasks(context.Context, *ecs.ListTasksInput, ...func(*ecs.Options)) (*ecs.ListTasksOutput, error) {
	out := &ecs.ListTasksOutput{}
	for _, t := range a.tasks {
		out.TaskArns = append(out.TaskArns, *t.TaskArn)
	}
	return out, nil
}

func (a *account) DescribeTasks(context.Context, *ecs.DescribeTasksInput, ...func(*ecs.Options)) (*ecs.DescribeTasksOutput, error) {
	return &ecs.DescribeTasksOutput{Tasks: a.tasks}, nil
}

func (a *account) DescribeTaskDefinition(context.Context, *ecs.DescribeTaskDefinitionInput, ...func(*ecs.Options)) (*ecs.DescribeTaskDefinitionOutput, error) {
	return &ecs.DescribeTaskDefinitionOutput{TaskDefinition: &types.TaskDefinition{ContainerDefinitions: []types.ContainerDefinition{{
		Name: aws.String("orders"),
		LogConfiguration: &types.LogConfiguration{LogDriver: types.LogDriverAwslogs, Options: map[string]string{
			"awslogs-group": "/ecs/shop/orders", "awslogs-stream-prefix": "orders",
		}},
	}}}}, nil
}

func (a *account) GetLogEvents(_ context.Context, in *cloudwatchlogs.GetLogEventsInput, _ ...func(*cloudwatchlogs.Options)) (*cloudwatchlogs.GetLogEventsOutput, error) {
	a.asked = *in.LogGroupName + " " + *in.LogStreamName
	out := &cloudwatchlogs.GetLogEventsOutput{}
	for _, line := range a.log {
		out.Events = append(out.Events, logs.OutputLogEvent{Message: aws.String(line)})
	}
	return out, a.lost
}

func task(id string, minutes int, code types.TaskStopCode, reason string, exit *int32) types.Task {
	return types.Task{
		TaskArn: aws.String("arn:aws:ecs:eu-west-1:123456789012:task/shop/" + id), StopCode: code, StoppedReason: aws.String(reason),
		StoppedAt: aws.Time(deployed.Add(time.Duration(minutes) * time.Minute)), TaskDefinitionArn: aws.String("orders:8"),
		Containers: []types.Container{{Name: aws.String("orders"), ExitCode: exit}},
	}
}

func TestLast(t *testing.T) {
	exited := task("b2", 2, types.TaskStopCodeEssentialContainerExited, "Essential container in task exited", aws.Int32(1))
	for name, c := range map[string]struct {
		account account
		want    string
	}{
		"the newest that failed, with its words": {
			account{tasks: []types.Task{task("a1", 1, types.TaskStopCodeEssentialContainerExited, "older", nil), exited}, log: []string{"DATABASE_URL is not set\n"}},
			"its task b2 stopped: Essential container in task exited\n  container orders, exit code 1\n  | DATABASE_URL is not set\n",
		},
		"one that never started": {
			account{tasks: []types.Task{task("c3", 1, types.TaskStopCodeTaskFailedToStart, "CannotPullContainerError: not found", nil)}},
			"its task c3 stopped: CannotPullContainerError: not found\n  container orders\n",
		},
		"one that is not healthy": {
			account{tasks: []types.Task{task("d4", 1, types.TaskStopCodeServiceSchedulerInitiated, "Task failed ELB health checks in (target-group x)", aws.Int32(0))}},
			"its task d4 stopped: Task failed ELB health checks in (target-group x)\n  container orders, exit code 0\n",
		},
		"without a log": {
			account{tasks: []types.Task{exited}, lost: errors.New("no such stream")},
			"its task b2 stopped: Essential container in task exited\n  container orders, exit code 1\n  | no line of its log can be read: no such stream\n",
		},
		"one that had to go, and one of a deploy before": {account{tasks: []types.Task{
			task("e5", 1, types.TaskStopCodeServiceSchedulerInitiated, "Scaling activity initiated by deployment ecs-svc/1", aws.Int32(0)),
			task("f6", -9, types.TaskStopCodeEssentialContainerExited, "yesterday", aws.Int32(1)),
		}}, ""},
		"none": {account{}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Last(t.Context(), &c.account, &c.account, "shop", "orders", deployed)
			if err != nil || got != c.want {
				t.Errorf("got %q, %v, want %q", got, err, c.want)
			}
			if c.account.asked != "" && c.account.asked[:17] != "/ecs/shop/orders " {
				t.Errorf("read the log %q", c.account.asked)
			}
		})
	}
}

func TestEnded(t *testing.T) {
	other := task("c3", 3, types.TaskStopCodeEssentialContainerExited, "of another release", aws.Int32(1))
	other.TaskDefinitionArn = aws.String("orders:7")
	shop := &account{tasks: []types.Task{
		task("a1", 1, types.TaskStopCodeEssentialContainerExited, "older", aws.Int32(1)),
		task("b2", 2, types.TaskStopCodeEssentialContainerExited, "Essential container in task exited", aws.Int32(1)),
		task("d4", 4, types.TaskStopCodeServiceSchedulerInitiated, "Scaling activity initiated by deployment ecs-svc/1", aws.Int32(0)),
		other,
	}}
	if n, reason, err := Ended(t.Context(), shop, "shop", "orders", "orders:8"); n != 2 || reason != "Essential container in task exited" || err != nil {
		t.Errorf("got %d, %q, %v", n, reason, err)
	}
	if n, reason, err := Ended(t.Context(), &account{}, "shop", "orders", "orders:8"); n != 0 || reason != "" || err != nil {
		t.Errorf("without a stopped task: %d, %q, %v", n, reason, err)
	}
}
