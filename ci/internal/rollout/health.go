package rollout

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"
)

// HealthAPI is the part of a load balancer client that is used here. *elasticloadbalancingv2.Client is one.
type HealthAPI interface {
	DescribeTargetHealth(context.Context, *elb.DescribeTargetHealthInput, ...func(*elb.Options)) (*elb.DescribeTargetHealthOutput, error)
}

// Healthy counts the targets of a target group that are healthy.
func Healthy(ctx context.Context, client HealthAPI, targetGroupARN string) (healthy int, err error) {
	targets, err := targetsOf(ctx, client, targetGroupARN)
	for _, target := range targets {
		if target.TargetHealth != nil && target.TargetHealth.State == types.TargetHealthStateEnumHealthy {
			healthy++
		}
	}
	return healthy, err
}

func targetsOf(ctx context.Context, client HealthAPI, targetGroupARN string) ([]types.TargetHealthDescription, error) {
	out, err := client.DescribeTargetHealth(ctx, &elb.DescribeTargetHealthInput{TargetGroupArn: aws.String(targetGroupARN)})
	var missing *types.TargetGroupNotFoundException
	switch {
	case errors.As(err, &missing):
		return nil, fmt.Errorf("target group %s does not exist (%w): run deploy first", targetGroupARN, err)
	case err != nil:
		return nil, fmt.Errorf("ask for the health of target group %s: %w", targetGroupARN, err)
	}
	return out.TargetHealthDescriptions, nil
}
