package task

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/aws-sdk-go-v2/service/scheduler"

	"dagger/slipway/internal/stopped"
	"dagger/slipway/internal/tfstate"
)

// Schedules is the part of EventBridge Scheduler's client that is used here. *scheduler.Client is one.
type Schedules interface {
	GetSchedule(context.Context, *scheduler.GetScheduleInput, ...func(*scheduler.Options)) (*scheduler.GetScheduleOutput, error)
}

// OfService is where the tasks of a service run, and the task definition that it has now.
func OfService(ctx context.Context, client stopped.Services, cluster, name string) (Place, error) {
	described, err := client.DescribeServices(ctx, &ecs.DescribeServicesInput{Cluster: aws.String(cluster), Services: []string{name}})
	if err != nil {
		return Place{}, fmt.Errorf("read service %s of cluster %s: %w", name, cluster, err)
	}
	if len(described.Services) == 0 || aws.ToString(described.Services[0].Status) == "INACTIVE" {
		return Place{}, fmt.Errorf("service %s is not deployed in cluster %s: run deploy first", name, cluster)
	}
	service := described.Services[0]
	place := Place{Cluster: cluster, Definition: aws.ToString(service.TaskDefinition), Providers: service.CapacityProviderStrategy}
	if n := service.NetworkConfiguration; n != nil && n.AwsvpcConfiguration != nil {
		place.Subnets, place.Groups = n.AwsvpcConfiguration.Subnets, n.AwsvpcConfiguration.SecurityGroups
	}
	return place, nil
}

// OfJob is where the schedule of a job would start it, and the task definition that it would start.
func OfJob(ctx context.Context, client Schedules, cluster, group, name string) (Place, error) {
	found, err := client.GetSchedule(ctx, &scheduler.GetScheduleInput{GroupName: aws.String(group), Name: aws.String(name)})
	if err != nil {
		return Place{}, fmt.Errorf("read the schedule %s/%s of job %s: %w\nWhere there is none, run deploy first", group, name, name, err)
	}
	if found.Target == nil || found.Target.EcsParameters == nil {
		return Place{}, fmt.Errorf("the schedule %s/%s of job %s starts no task: run deploy again", group, name, name)
	}
	given := found.Target.EcsParameters
	place := Place{Cluster: cluster, Definition: aws.ToString(given.TaskDefinitionArn)}
	for _, p := range given.CapacityProviderStrategy {
		place.Providers = append(place.Providers, types.CapacityProviderStrategyItem{CapacityProvider: p.CapacityProvider, Base: p.Base, Weight: p.Weight})
	}
	if n := given.NetworkConfiguration; n != nil && n.AwsvpcConfiguration != nil {
		place.Subnets, place.Groups = n.AwsvpcConfiguration.Subnets, n.AwsvpcConfiguration.SecurityGroups
	}
	return place, nil
}

// OfState is where the task runs that must have run before a release: the state has it once all that the task needs is there
// (terraform_data.before_ready in modules/ecs-service).
func OfState(state tfstate.State, address string) (Place, error) {
	for _, r := range state.Resources {
		if r.Address != address {
			continue
		}
		input, _ := r.Attributes["input"].(map[string]any) // value, and its type
		text, err := json.Marshal(input["value"])
		var ready struct {
			Cluster           string
			CapacityProvider  string   `json:"capacity_provider"`
			TaskDefinitionARN string   `json:"task_definition_arn"`
			SubnetIDs         []string `json:"subnet_ids"`
			SecurityGroupIDs  []string `json:"security_group_ids"`
		}
		if err == nil {
			err = json.Unmarshal(text, &ready)
		}
		if err != nil || ready.TaskDefinitionARN == "" {
			return Place{}, fmt.Errorf("%s in the state does not say where a task runs: compare it with modules/ecs-service/before.tf", address)
		}
		return Place{
			Cluster: ready.Cluster, Definition: ready.TaskDefinitionARN, Subnets: ready.SubnetIDs, Groups: ready.SecurityGroupIDs,
			Providers: []types.CapacityProviderStrategyItem{{CapacityProvider: aws.String(ready.CapacityProvider), Weight: 1}},
		}, nil
	}
	return Place{}, fmt.Errorf("the state has no %s, though it was applied: run deploy again", address)
}
