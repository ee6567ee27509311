package adopt

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
)

// EC2 is what is asked of it.
type EC2 interface {
	DescribeTags(context.Context, *ec2.DescribeTagsInput, ...func(*ec2.Options)) (*ec2.DescribeTagsOutput, error)
	DescribeLaunchTemplates(context.Context, *ec2.DescribeLaunchTemplatesInput, ...func(*ec2.Options)) (*ec2.DescribeLaunchTemplatesOutput, error)
	DescribeSecurityGroupRules(context.Context, *ec2.DescribeSecurityGroupRulesInput, ...func(*ec2.Options)) (*ec2.DescribeSecurityGroupRulesOutput, error)
	DescribeNatGateways(context.Context, *ec2.DescribeNatGatewaysInput, ...func(*ec2.Options)) (*ec2.DescribeNatGatewaysOutput, error)
	DescribeRouteTables(context.Context, *ec2.DescribeRouteTablesInput, ...func(*ec2.Options)) (*ec2.DescribeRouteTablesOutput, error)
}

// most is how many values a filter of EC2 takes.
const most = 200

// opened is how long a NAT gateway may take.
const opened = 10 * time.Minute

// named finds what has the tag Name of the plan, and an id that begins so. EC2 knows these by no name of their own, and tags them in
// the call that makes them. It has other words for their types than Terraform, and a prefix says as much.
func named(prefix string) finder {
	return func(ctx context.Context, r *round, c Create) ([]Thing, error) {
		name := c.tag("Name")
		if name == "" {
			return nil, nil
		}
		all, err := r.named(ctx)
		// An id of one kind may begin with another's and a hyphen: vpc- and vpc-cidr-assoc-.
		return slices.DeleteFunc(slices.Clone(all[name]), func(t Thing) bool {
			return !strings.HasPrefix(t.ID, prefix) || strings.Contains(strings.TrimPrefix(t.ID, prefix), "-")
		}), err
	}
}

// namedThings gives all whose tag Name begins as the environment's names do, with its tags.
func namedThings(ctx context.Context, client EC2, environment string) (map[string][]Thing, error) {
	if environment == "" {
		return nil, nil
	}
	ids := map[string][]string{} // by name
	err := eachTag(ctx, client, []string{environment, environment + "-*"}, "value", func(tag types.TagDescription) {
		if aws.ToString(tag.Key) == "Name" {
			ids[aws.ToString(tag.Value)] = append(ids[aws.ToString(tag.Value)], aws.ToString(tag.ResourceId))
		}
	}, types.Filter{Name: aws.String("key"), Values: []string{"Name"}})
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	var found []string
	for _, of := range ids {
		found = append(found, of...)
	}
	tags := map[string]map[string]string{}
	err = eachTag(ctx, client, found, "resource-id", func(tag types.TagDescription) {
		id := aws.ToString(tag.ResourceId)
		if tags[id] == nil {
			tags[id] = map[string]string{}
		}
		tags[id][aws.ToString(tag.Key)] = aws.ToString(tag.Value)
	})
	things := map[string][]Thing{}
	for name, of := range ids {
		for _, id := range of {
			if mine(tags[id]) {
				things[name] = append(things[name], Thing{ID: id, Name: id, Tags: tags[id]})
			}
		}
	}
	return things, err
}

// mine reports whether something carries the tags of an environment at all. Anybody may call a VPC anything.
func mine(tags map[string]string) bool {
	return !slices.ContainsFunc(ownership, func(key string) bool { return tags[key] == "" })
}

func eachTag(ctx context.Context, client EC2, values []string, filter string, do func(types.TagDescription), more ...types.Filter) error {
	for some := range slices.Chunk(values, most) {
		pages := ec2.NewDescribeTagsPaginator(client, &ec2.DescribeTagsInput{Filters: append([]types.Filter{{Name: aws.String(filter), Values: some}}, more...)})
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if err != nil {
				return err
			}
			for _, tag := range page.Tags {
				do(tag)
			}
		}
	}
	return nil
}

// natGateway finds one that is not deleted: EC2 lists a deleted one with its tags for an hour, beside the one that took its name. It
// waits until it is made: no route leads to one that is not.
func natGateway(ctx context.Context, r *round, c Create) ([]Thing, error) {
	things, err := named("nat-")(ctx, r, c)
	if err != nil || len(things) == 0 {
		return nil, err
	}
	lives := map[string]bool{}
	pages := ec2.NewDescribeNatGatewaysPaginator(r.aws.EC2, &ec2.DescribeNatGatewaysInput{
		Filter: []types.Filter{{Name: aws.String("state"), Values: []string{"pending", "available"}}, {Name: aws.String("nat-gateway-id"), Values: names(things)}},
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, g := range page.NatGateways {
			id := aws.ToString(g.NatGatewayId)
			lives[id] = true
			if g.State == types.NatGatewayStatePending {
				r.aws.Say("waits for the NAT gateway " + id + ", which an interrupted run began to make")
				question := &ec2.DescribeNatGatewaysInput{NatGatewayIds: []string{id}}
				if err := ec2.NewNatGatewayAvailableWaiter(r.aws.EC2).Wait(ctx, question, opened); err != nil {
					return nil, fmt.Errorf("EC2 has not made the NAT gateway %s yet: %w: look with aws ec2 describe-nat-gateways --nat-gateway-ids %[1]s, then plan again", id, err)
				}
			}
		}
	}
	return slices.DeleteFunc(things, func(t Thing) bool { return !lives[t.ID] }), nil
}

// launchTemplate finds one by its name, which a region has once.
func launchTemplate(ctx context.Context, r *round, c Create) ([]Thing, error) {
	answer, err := r.aws.EC2.DescribeLaunchTemplates(ctx, &ec2.DescribeLaunchTemplatesInput{
		Filters: []types.Filter{{Name: aws.String("launch-template-name"), Values: []string{c.text("name")}}},
	})
	if err != nil {
		return nil, err
	}
	var things []Thing
	for _, t := range answer.LaunchTemplates {
		id := aws.ToString(t.LaunchTemplateId)
		things = append(things, Thing{ID: id, Name: id, Tags: tagsOf(t.Tags)})
	}
	return things, nil
}

func tagsOf(tags []types.Tag) map[string]string {
	return pairs(tags, func(t types.Tag) (*string, *string) { return t.Key, t.Value })
}
