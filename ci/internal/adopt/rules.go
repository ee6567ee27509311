package adopt

import (
	"cmp"
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"dagger/slipway/internal/bootstrap/imports"
)

// rule is one of a security group: what it lets through, and its id.
type rule struct {
	id     string
	egress bool
	ways
	tags map[string]string
}

// ways are whom a rule lets through, and to which ports.
type ways struct {
	protocol, cidr, group string
	from, to              int
}

// everywhere is what EC2 gives each new group. The provider takes it away in a second call, which a killed run may not have made.
var everywhere = ways{protocol: "-1", cidr: "0.0.0.0/0", from: -1, to: -1}

func groupRules(ctx context.Context, client EC2, groups []string) (map[string][]rule, error) {
	all := map[string][]rule{}
	for some := range slices.Chunk(groups, most) {
		pages := ec2.NewDescribeSecurityGroupRulesPaginator(client, &ec2.DescribeSecurityGroupRulesInput{
			Filters: []types.Filter{{Name: aws.String("group-id"), Values: some}},
		})
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if err != nil {
				return nil, err
			}
			for _, r := range page.SecurityGroupRules {
				group := aws.ToString(r.GroupId)
				all[group] = append(all[group], ruleOf(r))
			}
		}
	}
	return all, nil
}

func ruleOf(r types.SecurityGroupRule) rule {
	found := rule{
		id: aws.ToString(r.SecurityGroupRuleId), egress: aws.ToBool(r.IsEgress), tags: tagsOf(r.Tags),
		ways: ways{protocol: aws.ToString(r.IpProtocol), cidr: aws.ToString(r.CidrIpv4), from: number(r.FromPort), to: number(r.ToPort)},
	}
	found.cidr = cmp.Or(found.cidr, aws.ToString(r.CidrIpv6), aws.ToString(r.PrefixListId))
	if r.ReferencedGroupInfo != nil {
		found.group = aws.ToString(r.ReferencedGroupInfo.GroupId)
	}
	return found
}

func number(n *int32) int {
	if n == nil {
		return -1
	}
	return int(*n)
}

// plannedWays are those that a rule of the plan would have, and false while one of them is not known.
func plannedWays(c Create) (ways, bool) {
	w := ways{protocol: c.text("ip_protocol"), group: c.text("referenced_security_group_id"), from: c.number("from_port"), to: c.number("to_port")}
	w.cidr = cmp.Or(c.text("cidr_ipv4"), c.text("cidr_ipv6"), c.text("prefix_list_id"))
	return w, w.cidr != "" || w.group != ""
}

// securityGroupRule finds a rule by its group and whom it lets through; a group has one of each. What a killed run left of EC2's own
// rule becomes the first way out of the plan that is not there: it is changed in place, and the group is not open to everywhere for ever.
func securityGroupRule(egress bool) finder {
	return func(ctx context.Context, r *round, c Create) ([]Thing, error) {
		group := c.text("security_group_id")
		if group == "" {
			return nil, nil
		}
		all, err := r.rules(ctx)
		if err != nil {
			return nil, err
		}
		for _, rule := range all[group] {
			if planned, known := plannedWays(c); known && rule.egress == egress && rule.ways == planned {
				return []Thing{{ID: rule.id, Name: rule.id, Tags: rule.tags, Bare: true}}, nil
			}
		}
		if egress && r.firstWayOut(group, all[group]) == c.Address {
			for _, rule := range all[group] {
				if rule.egress && rule.ways == everywhere {
					return []Thing{{ID: rule.id, Name: rule.id, Tags: rule.tags, Bare: true}}, nil
				}
			}
		}
		return nil, nil
	}
}

// firstWayOut is the first rule that the plan would make for traffic out of a group and that is not there, unless one of them is the
// way to everywhere itself.
func (r *round) firstWayOut(group string, there []rule) string {
	first := ""
	for _, c := range r.planned.creates {
		if c.Type != "aws_vpc_security_group_egress_rule" || c.text("security_group_id") != group {
			continue
		}
		planned, _ := plannedWays(c)
		if planned == everywhere {
			return ""
		}
		if first == "" && !slices.ContainsFunc(there, func(r rule) bool { return r.egress && r.ways == planned }) {
			first = c.Address
		}
	}
	return first
}

// strays are EC2's own rules of adopted groups that have no way out in the plan which could take their place.
func strays(ctx context.Context, client *AWS, planJSON []byte, adopted []imports.Import) ([]Left, error) {
	groups := map[string]string{}
	var ids []string
	for _, i := range adopted {
		if len(i.ID) > 3 && i.ID[:3] == "sg-" {
			groups[i.ID] = i.Address
			ids = append(ids, i.ID)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	p, err := read(planJSON)
	if err != nil {
		return nil, err
	}
	rules, err := groupRules(ctx, client.EC2, ids)
	if err != nil {
		return nil, err
	}
	var left []Left
	for _, group := range ids {
		for _, rule := range rules[group] {
			if rule.egress && rule.ways == everywhere && !p.known[rule.id] {
				left = append(left, Left{groups[group], []string{rule.id}, "this rule of the group " + group + " lets everything out, and the settings want none like it: " +
					"aws ec2 revoke-security-group-egress --group-id " + group + " --security-group-rule-ids " + rule.id})
			}
		}
	}
	return left, nil
}
