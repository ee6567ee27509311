package adopt

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling"
	scaling "github.com/aws/aws-sdk-go-v2/service/applicationautoscaling/types"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
)

func autoScalingGroup(ctx context.Context, r *round, c Create) ([]Thing, error) {
	answer, err := r.aws.Groups.DescribeAutoScalingGroups(ctx, &autoscaling.DescribeAutoScalingGroupsInput{AutoScalingGroupNames: []string{c.text("name")}})
	if err != nil {
		return nil, err
	}
	var things []Thing
	for _, g := range answer.AutoScalingGroups {
		tags := pairs(g.Tags, func(t types.TagDescription) (*string, *string) { return t.Key, t.Value })
		things = append(things, Thing{ID: aws.ToString(g.AutoScalingGroupName), Name: aws.ToString(g.AutoScalingGroupARN), Tags: tags})
	}
	return things, nil
}

// scalableTarget finds the range of a service's count. AWS would put it again, but not with tags.
func scalableTarget(ctx context.Context, r *round, c Create) ([]Thing, error) {
	space, id, dimension := c.text("service_namespace"), c.text("resource_id"), c.text("scalable_dimension")
	if id == "" {
		return nil, nil
	}
	answer, err := r.aws.Scaling.DescribeScalableTargets(ctx, &applicationautoscaling.DescribeScalableTargetsInput{
		ServiceNamespace: scaling.ServiceNamespace(space), ResourceIds: []string{id}, ScalableDimension: scaling.ScalableDimension(dimension),
	})
	if err != nil {
		return nil, err
	}
	var things []Thing
	for _, t := range answer.ScalableTargets {
		things = append(things, Thing{ID: space + "/" + id + "/" + dimension, Name: aws.ToString(t.ScalableTargetARN), Bare: true})
	}
	return things, nil
}

// scalingPolicy finds a policy by what it scales and its name. Put a second time it would get alarms of its own again in the emulator.
func scalingPolicy(ctx context.Context, r *round, c Create) ([]Thing, error) {
	space, id, dimension, name := c.text("service_namespace"), c.text("resource_id"), c.text("scalable_dimension"), c.text("name")
	if id == "" {
		return nil, nil
	}
	answer, err := r.aws.Scaling.DescribeScalingPolicies(ctx, &applicationautoscaling.DescribeScalingPoliciesInput{
		ServiceNamespace: scaling.ServiceNamespace(space), ResourceId: aws.String(id), ScalableDimension: scaling.ScalableDimension(dimension),
		PolicyNames: []string{name},
	})
	if err != nil {
		return nil, err
	}
	var things []Thing
	for _, p := range answer.ScalingPolicies {
		if aws.ToString(p.PolicyName) == name {
			things = append(things, Thing{ID: space + "/" + id + "/" + dimension + "/" + name, Name: aws.ToString(p.PolicyARN), Bare: true})
		}
	}
	return things, nil
}

func logGroup(ctx context.Context, r *round, c Create) ([]Thing, error) {
	name := c.text("name")
	pages := cloudwatchlogs.NewDescribeLogGroupsPaginator(r.aws.Logs, &cloudwatchlogs.DescribeLogGroupsInput{LogGroupNamePrefix: aws.String(name)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, g := range page.LogGroups {
			if aws.ToString(g.LogGroupName) != name {
				continue
			}
			tags, err := r.aws.Logs.ListTagsForResource(ctx, &cloudwatchlogs.ListTagsForResourceInput{ResourceArn: g.LogGroupArn})
			if err != nil {
				return nil, err
			}
			// Services of AWS make missing groups, without tags.
			return []Thing{{ID: name, Name: aws.ToString(g.LogGroupArn), Tags: tags.Tags, Bare: true}}, nil
		}
	}
	return nil, nil
}
