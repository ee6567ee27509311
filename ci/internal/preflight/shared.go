package preflight

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"dagger/slipway/internal/plan"
)

// Cluster is what is asked of one that the plan does not make.
type Cluster interface {
	ecs.ListContainerInstancesAPIClient
	DescribeContainerInstances(context.Context, *ecs.DescribeContainerInstancesInput, ...func(*ecs.Options)) (*ecs.DescribeContainerInstancesOutput, error)
	DescribeCapacityProviders(context.Context, *ecs.DescribeCapacityProvidersInput, ...func(*ecs.Options)) (*ecs.DescribeCapacityProvidersOutput, error)
}

// Scaling is what is asked of Auto Scaling.
type Scaling interface {
	autoscaling.DescribeAutoScalingGroupsAPIClient
}

// Shared asks for the room that is left on a cluster that others use as well: one that somebody else keeps, or the base's of a preview.
type Shared struct {
	Cluster Cluster
	Scaling Scaling
}

// start is what ECS must find a place for before a service of the plan is up: its tasks where it is new, else one beside those that run.
type start struct {
	name  string
	tasks int
	each  Resources
	fresh bool // nothing of it stops meanwhile, that would make room
}

// Room refuses a plan whose tasks surely find no place there: one that fits on no instance, or new services that take more than is left, with all
// that the group may still grow. It counts CPU and memory; what else is placed meanwhile nobody knows.
func (s Shared) Room(ctx context.Context, p *Plan) (string, []Wrong, error) {
	cluster, provider, starts := p.starts()
	if len(starts) == 0 {
		return "no task is to be placed", nil, nil
	}
	if cluster == "" || provider == "" {
		return "", nil, errors.New("the plan does not say on which cluster its tasks run, and by which capacity provider")
	}
	if i := slices.IndexFunc(starts, func(s start) bool { return s.each == Resources{} }); i >= 0 {
		return "", nil, errors.New("what a task of " + starts[i].name + " takes is not known before the apply")
	}
	left, one, err := s.left(ctx, cluster, provider)
	if err != nil {
		return "", nil, err
	}
	more, err := s.growth(ctx, provider)
	if err != nil {
		return "", nil, err
	}
	if len(left) == 0 && more > 0 {
		return "", nil, fmt.Errorf("cluster %s has no instance of %s yet, so that nobody knows how large one is", cluster, provider)
	}
	wrong := judgeShared(cluster, starts, left, one, more)
	return fmt.Sprintf("%d services to start find place on cluster %s: %d instances, and up to %d more", len(starts), cluster, len(left), more), wrong, nil
}

// starts are the services that the plan makes or changes, and the cluster and capacity provider of the first.
func (p *Plan) starts() (cluster, provider string, starts []start) {
	for _, r := range p.all("aws_ecs_service") {
		definition := p.target(r, "task_definition", "aws_ecs_task_definition")
		// What ECS changes without a new task, as a grace period or tags, needs no place. Whether it does where the definition is unknown, nobody knows.
		moves := r.adds() || definition != nil && definition.adds() || definition == nil && r.action == plan.Update
		if !moves || r.fargate() || r.text("scheduling_strategy") == "DAEMON" {
			continue
		}
		if cluster == "" {
			cluster = p.cluster(r)
			for _, b := range blocks(r.values, "capacity_provider_strategy") {
				provider, _ = b["capacity_provider"].(string)
			}
		}
		s := start{name: r.text("name"), fresh: r.action == plan.Create && p.removed["aws_ecs_service"] == 0}
		if definition != nil {
			s.each = definition.takes()
		}
		switch {
		case r.adds():
			s.tasks = r.number("desired_count", 1)
		case r.number("deployment_minimum_healthy_percent", 100) >= 100:
			s.tasks = min(1, r.number("desired_count", 1))
		}
		if s.tasks > 0 {
			starts = append(starts, s)
		}
	}
	slices.SortFunc(starts, func(a, b start) int { return strings.Compare(a.name, b.name) })
	return cluster, provider, starts
}

// left is what each instance of a provider has left, and one is the most that any has in all.
func (s Shared) left(ctx context.Context, cluster, provider string) (left []Resources, one Resources, err error) {
	pages := ecs.NewListContainerInstancesPaginator(s.Cluster, &ecs.ListContainerInstancesInput{Cluster: aws.String(cluster), Status: types.ContainerInstanceStatusActive})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, one, err
		}
		if len(page.ContainerInstanceArns) == 0 {
			continue
		}
		out, err := s.Cluster.DescribeContainerInstances(ctx, &ecs.DescribeContainerInstancesInput{Cluster: aws.String(cluster), ContainerInstances: page.ContainerInstanceArns})
		if err != nil {
			return nil, one, err
		}
		for _, i := range out.ContainerInstances {
			if aws.ToString(i.CapacityProviderName) != provider {
				continue
			}
			has := resourcesOf(i.RegisteredResources)
			one.CPU, one.Memory = max(one.CPU, has.CPU), max(one.Memory, has.Memory)
			left = append(left, resourcesOf(i.RemainingResources))
		}
	}
	return left, one, nil
}

func resourcesOf(all []types.Resource) (has Resources) {
	for _, r := range all {
		switch aws.ToString(r.Name) {
		case "CPU":
			has.CPU = int(r.IntegerValue)
		case "MEMORY":
			has.Memory = int(r.IntegerValue)
		}
	}
	return has
}

// growth is how many instances ECS may add by itself.
func (s Shared) growth(ctx context.Context, provider string) (more int, err error) {
	out, err := s.Cluster.DescribeCapacityProviders(ctx, &ecs.DescribeCapacityProvidersInput{CapacityProviders: []string{provider}})
	if err != nil {
		return 0, err
	}
	for _, p := range out.CapacityProviders {
		group := p.AutoScalingGroupProvider
		if group == nil || group.ManagedScaling == nil || group.ManagedScaling.Status != types.ManagedScalingStatusEnabled {
			continue
		}
		name := aws.ToString(group.AutoScalingGroupArn)
		found, err := s.Scaling.DescribeAutoScalingGroups(ctx, &autoscaling.DescribeAutoScalingGroupsInput{AutoScalingGroupNames: []string{name[strings.LastIndexByte(name, '/')+1:]}})
		if err != nil {
			return 0, err
		}
		for _, g := range found.AutoScalingGroups {
			more += max(0, int(aws.ToInt32(g.MaxSize))-len(g.Instances))
		}
	}
	return more, nil
}

func judgeShared(cluster string, starts []start, left []Resources, one Resources, more int) (wrong []Wrong) {
	const next = "have whoever keeps the cluster add instances, or ask for less of it: cpu, memory or count of the services"
	for _, k := range kinds[:2] {
		sum, need := more*k.of(one), 0
		for _, has := range left {
			sum += max(0, k.of(has))
		}
		for _, s := range starts {
			largest := 0
			for _, has := range left {
				largest = max(largest, k.of(has))
			}
			if more > 0 {
				largest = max(largest, k.of(one))
			}
			if s.fresh {
				need += s.tasks * k.of(s.each)
			}
			if k.of(s.each) > largest {
				wrong = append(wrong, Wrong{fmt.Sprintf("service %s: a task takes %d %s, and no instance of cluster %s has more than %d left", s.name, k.of(s.each), k.word, cluster, largest), next})
			}
		}
		if need > sum && len(wrong) == 0 {
			wrong = append(wrong, Wrong{fmt.Sprintf("%d %s are needed to start what is new, and cluster %s has %d left on %d instances and %d that may come", need, k.word, cluster, sum, len(left), more), next})
		}
	}
	return wrong
}
