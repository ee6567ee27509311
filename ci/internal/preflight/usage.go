package preflight

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"golang.org/x/sync/errgroup"

	"dagger/slipway/internal/awserror"
)

// Counts are how many there will be of each thing that the plan adds one of: what the state has, and what the plan adds.
func (p *Plan) Counts() []Count {
	var all []Count
	all = append(all, p.count(vpcs, "aws_vpc", func(*resource) string { return region })...)
	all = append(all, p.count(addresses, "aws_eip", func(*resource) string { return region })...)
	all = append(all, p.count(gateways, "aws_nat_gateway", p.zone)...)
	all = append(all, p.count(inbound, "aws_vpc_security_group_ingress_rule", p.securityGroup)...)
	all = append(all, p.count(outbound, "aws_vpc_security_group_egress_rule", p.securityGroup)...)
	all = append(all, p.count(balancerRules, "aws_lb_listener_rule", p.balancer)...)
	all = append(all, p.count(targetGroups, "aws_lb_target_group", func(*resource) string { return p.onlyBalancer() })...)
	all = append(all, p.count(services, "aws_ecs_service", p.cluster)...)
	return append(all, p.tasks()...)
}

// region is the owner of what an account has once in each.
const region = "region"

// count is how many resources of a type each owner will have, of those that get one more. What has an owner that nobody knows is in no
// sum: a count that may be too high must not refuse.
func (p *Plan) count(quota Quota, kind string, owner func(*resource) string) []Count {
	is, grows := map[string]int{}, map[string]bool{}
	for _, r := range p.all(kind) {
		if of := owner(r); of != "" {
			is[of]++
			grows[of] = grows[of] || r.adds()
		}
	}
	var counts []Count
	for _, of := range slices.Sorted(maps.Keys(is)) {
		if !grows[of] {
			continue
		}
		count := Count{Quota: quota, Owner: of, Is: is[of]}
		if of == region {
			count.Owner = ""
		}
		counts = append(counts, count)
	}
	return counts
}

func (p *Plan) securityGroup(rule *resource) string {
	if group := p.target(rule, "security_group_id", "aws_security_group"); group != nil {
		return cmp.Or(group.text("name"), group.address)
	}
	return rule.text("security_group_id")
}

func (p *Plan) zone(gateway *resource) string {
	if subnet := p.target(gateway, "subnet_id", "aws_subnet"); subnet != nil {
		return subnet.text("availability_zone")
	}
	return ""
}

// balancer is that of a rule. A listener's ARN has it in its name; one that is not made yet belongs to the only load balancer there is.
func (p *Plan) balancer(rule *resource) string {
	if _, path, found := strings.Cut(rule.text("listener_arn"), ":listener/app/"); found {
		name, _, _ := strings.Cut(path, "/")
		return name
	}
	return p.onlyBalancer()
}

func (p *Plan) onlyBalancer() string {
	if balancers := p.all("aws_lb"); len(balancers) == 1 {
		return cmp.Or(balancers[0].text("name"), balancers[0].address)
	}
	return ""
}

func (p *Plan) cluster(service *resource) string {
	if arn := service.text("cluster"); arn != "" {
		return arn[strings.LastIndexByte(arn, '/')+1:]
	}
	if clusters := p.all("aws_ecs_cluster"); len(clusters) == 1 {
		return clusters[0].text("name")
	}
	return ""
}

// tasks are those of each service, and all together as targets of the load balancer, at full scale in a rolling change.
func (p *Plan) tasks() []Count {
	if !p.changes("aws_ecs_service", "aws_appautoscaling_target", "aws_appautoscaling_scheduled_action") {
		return nil
	}
	var counts []Count
	all := 0
	for _, s := range p.Services() {
		counts = append(counts, Count{tasks, s.Name, s.Tasks})
		all += s.Most
	}
	if balancer := p.onlyBalancer(); balancer != "" {
		counts = append(counts, Count{targets, balancer, all})
	}
	return counts
}

// withOthers adds to what counts for a whole region what others have there. Where that may not be looked at, the plan's own stays.
func withOthers(ctx context.Context, p *Plan, counts []Count, api EC2) ([]Count, error) {
	counts = slices.Clone(counts)
	var group errgroup.Group
	for i, c := range counts {
		var there func(context.Context) (int, error)
		var kind string
		switch c.Quota {
		case vpcs:
			kind, there = "aws_vpc", func(ctx context.Context) (int, error) { return countVPCs(ctx, api) }
		case addresses:
			kind, there = "aws_eip", func(ctx context.Context) (int, error) { return countAddresses(ctx, api) }
		default:
			continue
		}
		group.Go(func() error {
			n, err := there(ctx)
			if err != nil && !awserror.Denied(err) {
				return err
			}
			counts[i].Is = max(c.Is, n+p.added(kind))
			return nil
		})
	}
	return counts, group.Wait()
}

func (p *Plan) added(kind string) (n int) {
	for _, r := range p.all(kind) {
		if r.adds() {
			n++
		}
	}
	return n
}

func countVPCs(ctx context.Context, api EC2) (n int, err error) {
	for in := (&ec2.DescribeVpcsInput{}); ; {
		out, err := api.DescribeVpcs(ctx, in)
		if err != nil {
			return 0, err
		}
		n += len(out.Vpcs)
		if in.NextToken = out.NextToken; aws.ToString(in.NextToken) == "" {
			return n, nil
		}
	}
}

func countAddresses(ctx context.Context, api EC2) (int, error) {
	out, err := api.DescribeAddresses(ctx, &ec2.DescribeAddressesInput{})
	if err != nil {
		return 0, err
	}
	return len(out.Addresses), nil
}
