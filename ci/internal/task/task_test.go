package task

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/smithy-go"
)

func at(status string) types.Task {
	return types.Task{TaskArn: aws.String(arn), TaskDefinitionArn: aws.String("report:8"), LastStatus: aws.String(status)}
}

func ends(code types.TaskStopCode, reason string, exit *int32) types.Task {
	task := at("STOPPED")
	task.StopCode, task.StoppedReason = code, aws.String(reason)
	task.Containers = []types.Container{{Name: aws.String("report"), ExitCode: exit}}
	return task
}

func exits(code int32) types.Task {
	return ends(types.TaskStopCodeEssentialContainerExited, "Essential container in task exited", aws.Int32(code))
}

var run = Run{
	Place: Place{Cluster: "shop", Definition: "report:8", Subnets: []string{"subnet-1"}, Groups: []string{"sg-1"},
		Providers: []types.CapacityProviderStrategyItem{{CapacityProvider: aws.String("shop")}}},
	Name: "report", Token: "call-1", Region: "eu-west-1",
}

// do runs the task, and gives what was said of its log.
func do(ctx context.Context, a *account, r Run) (said []string, done *Ended, err error) {
	done, err = Do(ctx, Clients{ECS: a, Logs: a}, r, func(line string) { said = append(said, line) })
	return said, done, err
}

func TestDoFollowsTheLogToTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shop := &account{
			looks: []types.Task{{}, at("PENDING"), at("RUNNING"), at("RUNNING"), exits(0)}, noStream: 2,
			lines: []string{"one", "two", "three"},
		}
		said, done, err := do(t.Context(), shop, run)
		if err != nil || !slices.Equal(said, shop.lines) || done.ID != "a1" || !slices.Equal(done.Lines, shop.lines) {
			t.Errorf("said %q, %+v, %v", said, done, err)
		}
		in := shop.asked
		network := in.NetworkConfiguration.AwsvpcConfiguration
		if in.Overrides != nil || *in.ClientToken != "call-1" || *in.CapacityProviderStrategy[0].CapacityProvider != "shop" ||
			network.Subnets[0] != "subnet-1" || network.SecurityGroups[0] != "sg-1" || network.AssignPublicIp != types.AssignPublicIpDisabled {
			t.Errorf("asked for %+v, %+v", in, network)
		}
	})
}

func TestDoOverridesTheCommand(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shop, other := &account{looks: []types.Task{exits(0)}}, run
		other.Command = []string{"migrate", "--all"}
		if _, _, err := do(t.Context(), shop, other); err != nil {
			t.Fatal(err)
		}
		override := shop.asked.Overrides.ContainerOverrides[0]
		if *override.Name != "report" || !slices.Equal(override.Command, other.Command) {
			t.Errorf("asked for %+v", override)
		}
	})
}

func TestDoTellsHowItEnded(t *testing.T) {
	for name, c := range map[string]struct {
		account account
		code    int
		want    string
	}{
		"an exit code": {
			account{looks: []types.Task{exits(3)}, lines: []string{"column exists"}}, 3,
			"report: its task ended with exit code 3: its task a1 stopped: Essential container in task exited\n  container report, exit code 3\n  | column exists",
		},
		"an image that is not there": {
			account{looks: []types.Task{ends(types.TaskStopCodeTaskFailedToStart, "CannotPullContainerError: not found", nil)}, noStream: 9}, 0,
			"report: its task never ran: its task a1 stopped: CannotPullContainerError: not found\n  container report\n",
		},
		"somebody stopped it": {
			account{looks: []types.Task{ends(types.TaskStopCodeUserInitiated, "enough", aws.Int32(143))}}, 143,
			"report: its task was stopped by somebody, and ended with exit code 143: its task a1 stopped: enough",
		},
		"no room": {
			account{failures: []types.Failure{{Arn: aws.String("instance/1"), Reason: aws.String("RESOURCE:MEMORY")}}}, 0,
			"report: no instance of cluster shop takes its task:\n  RESOURCE:MEMORY instance/1\nGive it less memory or cpu, or the cluster more room",
		},
		"a role that may not": {
			account{refused: &smithy.GenericAPIError{Code: "AccessDeniedException", Message: "is not authorized"}}, 0,
			"Use the pipeline's role, which has ecs:RunTask and iam:PassRole from `bootstrap`",
		},
		"one that ECS forgot": {
			account{looks: []types.Task{{}}}, 0, "ECS does not know its task a1 any more: look for its end with `logs --service report`",
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				_, _, err := do(t.Context(), &c.account, run)
				if err == nil || !strings.Contains(err.Error(), c.want) {
					t.Fatalf("got %v, want %q", err, c.want)
				}
				var exit *ExitError
				if errors.As(err, &exit) != (c.code != 0) || c.code != 0 && exit.Code != c.code {
					t.Errorf("got %#v, want the code %d", err, c.code)
				}
			})
		})
	}
}

func TestDoStopsTheTaskOfACallThatEnds(t *testing.T) {
	for name, c := range map[string]struct {
		account account
		want    string
	}{
		"while it runs":    {account{looks: []types.Task{at("RUNNING")}, lines: []string{"half-way"}}, "did not end in the time that it has, which was stopped\n  | half-way\nGive it more time"},
		"while it starts":  {account{hangs: true}, "which was stopped"},
		"and may not stop": {account{looks: []types.Task{at("RUNNING")}, notStop: errors.New("denied")}, "could not be stopped (denied): type `aws ecs stop-task --region eu-west-1 --cluster shop --task a1`"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				_, _, err := do(ctx, &c.account, run)
				if err == nil || !strings.Contains(err.Error(), c.want) || !errors.Is(err, context.DeadlineExceeded) || !slices.Equal(c.account.stopped, []string{arn}) {
					t.Errorf("got %v, and stopped %q", err, c.account.stopped)
				}
			})
		})
	}
}

func TestAloneWaitsForATaskThatWasLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var said []string
		shop := &account{left: 3}
		err := Alone(t.Context(), Clients{ECS: shop}, run.Place, func(line string) { said = append(said, line) })
		if err != nil || shop.looked != 4 || len(said) != 1 || !strings.Contains(said[0], "a1") {
			t.Errorf("looked %d times, said %q, %v", shop.looked, said, err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		err = Alone(ctx, Clients{ECS: &account{left: 1000}}, run.Place, func(string) {})
		if err == nil || !strings.Contains(err.Error(), "--family report") {
			t.Errorf("one that never ends: %v", err)
		}
	})
}

func TestDoGoesOnWithoutItsLog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		said, _, err := do(t.Context(), &account{looks: []types.Task{at("RUNNING"), exits(0)}, noStream: 99}, run)
		if err != nil || len(said) != 0 {
			t.Errorf("said %q, %v", said, err)
		}
	})
}
