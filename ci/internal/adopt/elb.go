package adopt

import (
	"context"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"

	"dagger/slipway/internal/awserror"
)

// ELB is what is asked of Elastic Load Balancing.
type ELB interface {
	DescribeLoadBalancers(context.Context, *elb.DescribeLoadBalancersInput, ...func(*elb.Options)) (*elb.DescribeLoadBalancersOutput, error)
	DescribeTargetGroups(context.Context, *elb.DescribeTargetGroupsInput, ...func(*elb.Options)) (*elb.DescribeTargetGroupsOutput, error)
	DescribeListeners(context.Context, *elb.DescribeListenersInput, ...func(*elb.Options)) (*elb.DescribeListenersOutput, error)
	DescribeRules(context.Context, *elb.DescribeRulesInput, ...func(*elb.Options)) (*elb.DescribeRulesOutput, error)
	DescribeTags(context.Context, *elb.DescribeTagsInput, ...func(*elb.Options)) (*elb.DescribeTagsOutput, error)
}

func loadBalancer(ctx context.Context, r *round, c Create) ([]Thing, error) {
	answer, err := r.aws.ELB.DescribeLoadBalancers(ctx, &elb.DescribeLoadBalancersInput{Names: []string{c.text("name")}})
	if awserror.Has(err, "LoadBalancerNotFound") {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var arns []string
	for _, b := range answer.LoadBalancers {
		arns = append(arns, aws.ToString(b.LoadBalancerArn))
	}
	return balancing(ctx, r.aws.ELB, arns)
}

func targetGroup(ctx context.Context, r *round, c Create) ([]Thing, error) {
	answer, err := r.aws.ELB.DescribeTargetGroups(ctx, &elb.DescribeTargetGroupsInput{Names: []string{c.text("name")}})
	if awserror.Has(err, "TargetGroupNotFound") {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var arns []string
	for _, g := range answer.TargetGroups {
		arns = append(arns, aws.ToString(g.TargetGroupArn))
	}
	return balancing(ctx, r.aws.ELB, arns)
}

// listener finds one by its load balancer and its port.
func listener(ctx context.Context, r *round, c Create) ([]Thing, error) {
	balancer := c.text("load_balancer_arn")
	if balancer == "" {
		return nil, nil
	}
	var arns []string
	pages := elb.NewDescribeListenersPaginator(r.aws.ELB, &elb.DescribeListenersInput{LoadBalancerArn: aws.String(balancer)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, l := range page.Listeners {
			if int(aws.ToInt32(l.Port)) == c.number("port") {
				arns = append(arns, aws.ToString(l.ListenerArn))
			}
		}
	}
	return balancing(ctx, r.aws.ELB, arns)
}

// listenerRule finds one by its listener and its priority.
func listenerRule(ctx context.Context, r *round, c Create) ([]Thing, error) {
	listener := c.text("listener_arn")
	if listener == "" {
		return nil, nil
	}
	var arns []string
	pages := elb.NewDescribeRulesPaginator(r.aws.ELB, &elb.DescribeRulesInput{ListenerArn: aws.String(listener)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, rule := range page.Rules {
			if aws.ToString(rule.Priority) == strconv.Itoa(c.number("priority")) {
				arns = append(arns, aws.ToString(rule.RuleArn))
			}
		}
	}
	return balancing(ctx, r.aws.ELB, arns)
}

// balancing gives the tags of what has these ARNs.
func balancing(ctx context.Context, client ELB, arns []string) ([]Thing, error) {
	if len(arns) == 0 {
		return nil, nil
	}
	answer, err := client.DescribeTags(ctx, &elb.DescribeTagsInput{ResourceArns: arns})
	if err != nil {
		return nil, err
	}
	var things []Thing
	for _, d := range answer.TagDescriptions {
		arn := aws.ToString(d.ResourceArn)
		things = append(things, Thing{ID: arn, Name: arn, Tags: pairs(d.Tags, func(t types.Tag) (*string, *string) { return t.Key, t.Value })})
	}
	return things, nil
}
