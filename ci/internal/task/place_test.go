package task

import (
	"context"
	"reflect"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/aws-sdk-go-v2/service/scheduler"
	schedules "github.com/aws/aws-sdk-go-v2/service/scheduler/types"

	"dagger/slipway/internal/tfstate"
)

type services []types.Service

func (s services) DescribeServices(context.Context, *ecs.DescribeServicesInput, ...func(*ecs.Options)) (*ecs.DescribeServicesOutput, error) {
	return &ecs.DescribeServicesOutput{Services: s}, nil
}

type clock struct{ target *schedules.Target }

func (c clock) GetSchedule(_ context.Context, in *scheduler.GetScheduleInput, _ ...func(*scheduler.Options)) (*scheduler.GetScheduleOutput, error) {
	if *in.GroupName != "shop-prod" || *in.Name != "report" {
		return nil, &schedules.ResourceNotFoundException{}
	}
	return &scheduler.GetScheduleOutput{Target: c.target}, nil
}

// A task must run where those of its service run: elsewhere it would reach no database, or have a public address.
func TestPlaceIsThatOfTheServiceOrTheSchedule(t *testing.T) {
	want := Place{
		Cluster: "shop", Definition: "orders:8", Subnets: []string{"subnet-1", "subnet-2"}, Groups: []string{"sg-1", "sg-db"},
		Providers: []types.CapacityProviderStrategyItem{{CapacityProvider: aws.String("shop"), Weight: 1}},
	}
	service, err := OfService(t.Context(), services{{
		Status: aws.String("ACTIVE"), TaskDefinition: aws.String("orders:8"), CapacityProviderStrategy: want.Providers,
		NetworkConfiguration: &types.NetworkConfiguration{AwsvpcConfiguration: &types.AwsVpcConfiguration{Subnets: want.Subnets, SecurityGroups: want.Groups}},
	}}, "shop", "orders")
	if err != nil || !reflect.DeepEqual(service, want) {
		t.Errorf("of a service: %+v, %v", service, err)
	}
	job, err := OfJob(t.Context(), clock{&schedules.Target{EcsParameters: &schedules.EcsParameters{
		TaskDefinitionArn:        aws.String("orders:8"),
		CapacityProviderStrategy: []schedules.CapacityProviderStrategyItem{{CapacityProvider: aws.String("shop"), Weight: 1}},
		NetworkConfiguration: &schedules.NetworkConfiguration{AwsvpcConfiguration: &schedules.AwsVpcConfiguration{
			Subnets: want.Subnets, SecurityGroups: want.Groups,
		}},
	}}}, "shop", "shop-prod", "report")
	if err != nil || !reflect.DeepEqual(job, want) {
		t.Errorf("of a job: %+v, %v", job, err)
	}
}

func TestPlaceOfTheStateIsThatOfTheService(t *testing.T) {
	state, err := tfstate.Read([]byte(`{"version": 4, "lineage": "x", "resources": [{"module": "module.service[\"orders\"]", "mode": "managed", "type": "terraform_data", "name": "before_ready", "instances": [
		{"index_key": 0, "attributes": {"input": {"type": "object", "value": {"cluster": "shop", "capacity_provider": "shop",
			"task_definition_arn": "orders-before:8", "subnet_ids": ["subnet-1", "subnet-2"], "security_group_ids": ["sg-1", "sg-db"]}}}},
		{"index_key": 1, "attributes": {"input": null}}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	place, err := OfState(state, `module.service["orders"].terraform_data.before_ready[0]`)
	want := Place{
		Cluster: "shop", Definition: "orders-before:8", Subnets: []string{"subnet-1", "subnet-2"}, Groups: []string{"sg-1", "sg-db"},
		Providers: []types.CapacityProviderStrategyItem{{CapacityProvider: aws.String("shop"), Weight: 1}},
	}
	if err != nil || !reflect.DeepEqual(place, want) {
		t.Errorf("got %+v, %v", place, err)
	}
	for _, address := range []string{`module.service["orders"].terraform_data.before_ready[1]`, `module.service["gone"].terraform_data.before_ready[0]`} {
		if _, err := OfState(state, address); err == nil {
			t.Errorf("%s says where a task runs", address)
		}
	}
}

func TestPlaceOfWhatIsNotDeployed(t *testing.T) {
	_, ofService := OfService(t.Context(), services{{Status: aws.String("INACTIVE")}}, "shop", "orders")
	_, ofJob := OfJob(t.Context(), clock{}, "shop", "shop-prod", "mail")
	for _, err := range []error{ofService, ofJob} {
		if err == nil || !strings.Contains(err.Error(), "run deploy first") {
			t.Errorf("got %v", err)
		}
	}
}
