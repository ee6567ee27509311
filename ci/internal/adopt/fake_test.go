package adopt

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	shares "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	identity "github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/aws/smithy-go"
)

// fake is an AWS that has what a test says.
type fake struct {
	tags   map[string]map[string]string // of EC2, by id
	gone   []string                     // NAT gateways that were deleted
	groups map[string][]rule
	roles  map[string]map[string]string
	denies string // what IAM says of a role that is not there

	balancers map[string]string // by name
	listeners map[string]string // by load balancer
	rules     map[string]string // by listener
}

func (f fake) clients() *AWS {
	return &AWS{EC2: fakeEC2{fake: f}, ELB: fakeELB{fake: f}, IAM: fakeIAM{fake: f}}
}

// Each has the real one's methods, and panics where a test did not expect the call.
type (
	fakeEC2 struct {
		EC2
		fake
	}
	fakeELB struct {
		ELB
		fake
	}
	fakeIAM struct {
		IAM
		fake
	}
)

func (f fakeEC2) DescribeTags(_ context.Context, in *ec2.DescribeTagsInput, _ ...func(*ec2.Options)) (*ec2.DescribeTagsOutput, error) {
	out := &ec2.DescribeTagsOutput{}
	for id, tags := range f.tags {
		for key, value := range tags {
			fits := !slices.ContainsFunc(in.Filters, func(filter types.Filter) bool {
				is := map[string]string{"key": key, "value": value, "resource-id": id}[*filter.Name]
				return !slices.ContainsFunc(filter.Values, func(want string) bool {
					beginning, any := strings.CutSuffix(want, "*")
					return is == want || any && strings.HasPrefix(is, beginning)
				})
			})
			if fits {
				out.Tags = append(out.Tags, types.TagDescription{Key: &key, Value: &value, ResourceId: &id})
			}
		}
	}
	return out, nil
}

func (f fakeEC2) DescribeNatGateways(_ context.Context, in *ec2.DescribeNatGatewaysInput, _ ...func(*ec2.Options)) (*ec2.DescribeNatGatewaysOutput, error) {
	out := &ec2.DescribeNatGatewaysOutput{}
	for _, id := range in.Filter[1].Values {
		if !slices.Contains(f.gone, id) {
			out.NatGateways = append(out.NatGateways, types.NatGateway{NatGatewayId: &id, State: types.NatGatewayStateAvailable})
		}
	}
	return out, nil
}

func (f fakeEC2) DescribeSecurityGroupRules(_ context.Context, in *ec2.DescribeSecurityGroupRulesInput, _ ...func(*ec2.Options)) (*ec2.DescribeSecurityGroupRulesOutput, error) {
	out := &ec2.DescribeSecurityGroupRulesOutput{}
	for _, group := range in.Filters[0].Values {
		for _, r := range f.groups[group] {
			found := types.SecurityGroupRule{
				GroupId: aws.String(group), SecurityGroupRuleId: aws.String(r.id), IsEgress: aws.Bool(r.egress),
				IpProtocol: aws.String(r.protocol), FromPort: aws.Int32(int32(r.from)), ToPort: aws.Int32(int32(r.to)),
			}
			if r.cidr != "" {
				found.CidrIpv4 = aws.String(r.cidr)
			}
			if r.group != "" {
				found.ReferencedGroupInfo = &types.ReferencedSecurityGroup{GroupId: aws.String(r.group)}
			}
			out.SecurityGroupRules = append(out.SecurityGroupRules, found)
		}
	}
	return out, nil
}

func (f fakeIAM) GetRole(_ context.Context, in *iam.GetRoleInput, _ ...func(*iam.Options)) (*iam.GetRoleOutput, error) {
	tags, there := f.roles[*in.RoleName]
	if !there {
		return nil, &smithy.GenericAPIError{Code: cmp.Or(f.denies, "NoSuchEntity")}
	}
	role := &identity.Role{Arn: aws.String("arn:aws:iam::123456789012:role/" + *in.RoleName)}
	for key, value := range tags {
		role.Tags = append(role.Tags, identity.Tag{Key: &key, Value: &value})
	}
	return &iam.GetRoleOutput{Role: role}, nil
}

func (f fakeELB) DescribeLoadBalancers(_ context.Context, in *elb.DescribeLoadBalancersInput, _ ...func(*elb.Options)) (*elb.DescribeLoadBalancersOutput, error) {
	arn, there := f.balancers[in.Names[0]]
	if !there {
		return nil, &smithy.GenericAPIError{Code: "LoadBalancerNotFound"}
	}
	return &elb.DescribeLoadBalancersOutput{LoadBalancers: []shares.LoadBalancer{{LoadBalancerArn: &arn}}}, nil
}

func (f fakeELB) DescribeListeners(_ context.Context, in *elb.DescribeListenersInput, _ ...func(*elb.Options)) (*elb.DescribeListenersOutput, error) {
	return &elb.DescribeListenersOutput{Listeners: []shares.Listener{
		{ListenerArn: aws.String(f.listeners[*in.LoadBalancerArn]), Port: aws.Int32(80)}, {ListenerArn: aws.String("arn:other"), Port: aws.Int32(443)},
	}}, nil
}

func (f fakeELB) DescribeRules(_ context.Context, in *elb.DescribeRulesInput, _ ...func(*elb.Options)) (*elb.DescribeRulesOutput, error) {
	return &elb.DescribeRulesOutput{Rules: []shares.Rule{
		{RuleArn: aws.String("arn:default"), Priority: aws.String("default")}, {RuleArn: aws.String(f.rules[*in.ListenerArn]), Priority: aws.String("7")},
	}}, nil
}

func (f fakeELB) DescribeTags(_ context.Context, in *elb.DescribeTagsInput, _ ...func(*elb.Options)) (*elb.DescribeTagsOutput, error) {
	out := &elb.DescribeTagsOutput{}
	for _, arn := range in.ResourceArns {
		out.TagDescriptions = append(out.TagDescriptions, shares.TagDescription{ResourceArn: aws.String(arn)})
	}
	return out, nil
}
