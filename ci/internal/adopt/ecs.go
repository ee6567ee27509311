package adopt

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"dagger/slipway/internal/awserror"
)

// ECS is what is asked of it.
type ECS interface {
	DescribeClusters(context.Context, *ecs.DescribeClustersInput, ...func(*ecs.Options)) (*ecs.DescribeClustersOutput, error)
	DescribeServices(context.Context, *ecs.DescribeServicesInput, ...func(*ecs.Options)) (*ecs.DescribeServicesOutput, error)
	DescribeCapacityProviders(context.Context, *ecs.DescribeCapacityProvidersInput, ...func(*ecs.Options)) (*ecs.DescribeCapacityProvidersOutput, error)
	DescribeTaskDefinition(context.Context, *ecs.DescribeTaskDefinitionInput, ...func(*ecs.Options)) (*ecs.DescribeTaskDefinitionOutput, error)
}

// inactive is what ECS keeps of something that was deleted.
const inactive = "INACTIVE"

func cluster(ctx context.Context, r *round, c Create) ([]Thing, error) {
	answer, err := r.aws.ECS.DescribeClusters(ctx, &ecs.DescribeClustersInput{
		Clusters: []string{c.text("name")}, Include: []types.ClusterField{types.ClusterFieldTags},
	})
	if err != nil {
		return nil, err
	}
	var things []Thing
	for _, found := range answer.Clusters {
		if aws.ToString(found.Status) != inactive {
			things = append(things, Thing{ID: c.text("name"), Name: aws.ToString(found.ClusterArn), Tags: containerTags(found.Tags)})
		}
	}
	return things, nil
}

func capacityProvider(ctx context.Context, r *round, c Create) ([]Thing, error) {
	// A name that ECS does not know is a failure in the answer, and no error.
	answer, err := r.aws.ECS.DescribeCapacityProviders(ctx, &ecs.DescribeCapacityProvidersInput{
		CapacityProviders: []string{c.text("name")}, Include: []types.CapacityProviderField{types.CapacityProviderFieldTags},
	})
	if err != nil {
		return nil, err
	}
	var things []Thing
	for _, found := range answer.CapacityProviders {
		if found.Status != types.CapacityProviderStatusInactive {
			things = append(things, Thing{ID: c.text("name"), Name: aws.ToString(found.CapacityProviderArn), Tags: containerTags(found.Tags)})
		}
	}
	return things, nil
}

// service finds one by its cluster and its name.
func service(ctx context.Context, r *round, c Create) ([]Thing, error) {
	in := c.text("cluster")
	if in == "" {
		return nil, nil
	}
	answer, err := r.aws.ECS.DescribeServices(ctx, &ecs.DescribeServicesInput{
		Cluster: aws.String(in), Services: []string{c.text("name")}, Include: []types.ServiceField{types.ServiceFieldTags},
	})
	if awserror.Has(err, "ClusterNotFoundException") {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var things []Thing
	for _, found := range answer.Services {
		if aws.ToString(found.Status) != inactive {
			id := in[strings.LastIndex(in, "/")+1:] + "/" + c.text("name")
			things = append(things, Thing{ID: id, Name: aws.ToString(found.ServiceArn), Tags: containerTags(found.Tags)})
		}
	}
	return things, nil
}

// taskDefinition finds the newest revision. Where old revisions are kept to go back to, one more is no orphan.
func taskDefinition(ctx context.Context, r *round, c Create) ([]Thing, error) {
	if kept, _ := c.Values["skip_destroy"].(bool); kept {
		return nil, nil
	}
	answer, err := r.aws.ECS.DescribeTaskDefinition(ctx, &ecs.DescribeTaskDefinitionInput{
		TaskDefinition: aws.String(c.text("family")), Include: []types.TaskDefinitionField{types.TaskDefinitionFieldTags},
	})
	if awserror.Has(err, "ClientException") { // ECS has no other code for a family that is not there
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if answer.TaskDefinition.Status == types.TaskDefinitionStatusInactive {
		return nil, nil
	}
	arn := aws.ToString(answer.TaskDefinition.TaskDefinitionArn)
	return []Thing{{ID: arn, Name: arn, Tags: containerTags(answer.Tags)}}, nil
}

func containerTags(tags []types.Tag) map[string]string {
	return pairs(tags, func(t types.Tag) (*string, *string) { return t.Key, t.Value })
}
