package preflight

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	scaling "github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// theirs is a cluster with instances of 2048 CPU units and 8000 MiB, of which this much is left.
type theirs struct {
	left    []Resources
	max     int // of the group, 0 where ECS may not scale it
	refuses string
}

func (c theirs) ListContainerInstances(context.Context, *ecs.ListContainerInstancesInput, ...func(*ecs.Options)) (*ecs.ListContainerInstancesOutput, error) {
	if c.refuses != "" {
		return nil, answered("ECS", "ListContainerInstances", c.refuses)
	}
	return &ecs.ListContainerInstancesOutput{ContainerInstanceArns: make([]string, len(c.left))}, nil
}

func (c theirs) DescribeContainerInstances(_ context.Context, in *ecs.DescribeContainerInstancesInput, _ ...func(*ecs.Options)) (*ecs.DescribeContainerInstancesOutput, error) {
	of := func(has Resources) []types.Resource {
		return []types.Resource{{Name: aws.String("CPU"), IntegerValue: int32(has.CPU)}, {Name: aws.String("MEMORY"), IntegerValue: int32(has.Memory)}}
	}
	out := &ecs.DescribeContainerInstancesOutput{ContainerInstances: []types.ContainerInstance{
		{CapacityProviderName: aws.String("another"), RegisteredResources: of(Resources{CPU: 99999, Memory: 99999}), RemainingResources: of(Resources{CPU: 99999, Memory: 99999})},
	}}
	for _, has := range c.left {
		out.ContainerInstances = append(out.ContainerInstances, types.ContainerInstance{
			CapacityProviderName: aws.String("shared"), RegisteredResources: of(Resources{CPU: 2048, Memory: 8000}), RemainingResources: of(has),
		})
	}
	return out, nil
}

func (c theirs) DescribeCapacityProviders(context.Context, *ecs.DescribeCapacityProvidersInput, ...func(*ecs.Options)) (*ecs.DescribeCapacityProvidersOutput, error) {
	status := types.ManagedScalingStatusDisabled
	if c.max > 0 {
		status = types.ManagedScalingStatusEnabled
	}
	return &ecs.DescribeCapacityProvidersOutput{CapacityProviders: []types.CapacityProvider{{AutoScalingGroupProvider: &types.AutoScalingGroupProvider{
		AutoScalingGroupArn: aws.String("arn:aws:autoscaling:eu-west-1:1:autoScalingGroup:1:autoScalingGroupName/theirs"), ManagedScaling: &types.ManagedScaling{Status: status},
	}}}}, nil
}

func (c theirs) DescribeAutoScalingGroups(_ context.Context, in *autoscaling.DescribeAutoScalingGroupsInput, _ ...func(*autoscaling.Options)) (*autoscaling.DescribeAutoScalingGroupsOutput, error) {
	if in.AutoScalingGroupNames[0] != "theirs" {
		return &autoscaling.DescribeAutoScalingGroupsOutput{}, nil
	}
	return &autoscaling.DescribeAutoScalingGroupsOutput{AutoScalingGroups: []scaling.AutoScalingGroup{{MaxSize: aws.Int32(int32(c.max)), Instances: make([]scaling.Instance, len(c.left))}}}, nil
}

// onTheirs is a service of two tasks on that cluster.
func onTheirs(name, action, memory string) []made {
	all := service(name, action, 2, attributes{"cpu": "256", "memory": memory})[:2]
	if all[1].action = action; action == "update" { // a revision is never changed: another is made
		all[1].action = "create"
	}
	all[0].values["cluster"], all[0].values["desired_count"] = "arn:aws:ecs:eu-west-1:1:cluster/company", 2
	all[0].values["capacity_provider_strategy"] = []any{attributes{"capacity_provider": "shared"}}
	return all
}

// onlyTheService has the task definition as it was.
func onlyTheService(all []made) []made {
	all[1].action = ""
	return all
}

func TestRoomOnAClusterOfOthers(t *testing.T) {
	left := func(memory ...int) (all []Resources) {
		for _, m := range memory {
			all = append(all, Resources{CPU: 1024, Memory: m})
		}
		return all
	}
	for _, c := range []struct {
		name    string
		plan    []made
		aws     theirs
		refused string
		unseen  string
	}{
		{"room for two new ones", onTheirs("web", "create", "512"), theirs{left: left(600, 600)}, "", ""},
		{"room for one of two", onTheirs("web", "create", "512"), theirs{left: left(600, 100)}, "1024 MiB of memory are needed to start what is new, and cluster company has 700 left", ""},
		{"too large a task", onTheirs("web", "create", "900"), theirs{left: left(600, 600)}, "service web: a task takes 900 MiB of memory, and no instance of cluster company has more than 600 left", ""},
		{"a full cluster that may grow", onTheirs("web", "create", "900"), theirs{left: left(0, 0), max: 3}, "", ""},
		{"one that is at its largest", onTheirs("web", "create", "900"), theirs{left: left(0, 0), max: 2}, "service web", ""},
		{"a change needs one beside", onTheirs("web", "update", "512"), theirs{left: left(512)}, "", ""},
		{"and finds none", onTheirs("web", "update", "512"), theirs{left: left(511)}, "a task takes 512", ""},
		{"a change that starts no task", onlyTheService(onTheirs("web", "update", "512")), theirs{left: left(0)}, "", ""},
		{"nothing changes", onTheirs("web", "", "512"), theirs{}, "", ""},
		{"no instance at all", onTheirs("web", "create", "512"), theirs{}, "more than 0 left", ""},
		{"none yet", onTheirs("web", "create", "512"), theirs{max: 2}, "", "nobody knows how large"},
		{"who may not look", onTheirs("web", "create", "512"), theirs{refuses: "AccessDeniedException"}, "", "ListContainerInstances"},
		{"a task of which nothing is known", onTheirs("web", "create", "")[:1], theirs{left: left(600)}, "", "not known before the apply"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, wrong, err := Shared{c.aws, c.aws}.Room(t.Context(), planOf(t, serviceHCL, c.plan...))
			if text := fmt.Sprint(wrong); (len(wrong) > 0) != (c.refused != "") || !strings.Contains(text, c.refused) {
				t.Errorf("wrong: %s", text)
			}
			if text := fmt.Sprint(err); (err != nil) != (c.unseen != "") || !strings.Contains(text, c.unseen) {
				t.Errorf("unseen: %s", text)
			}
		})
	}
}
