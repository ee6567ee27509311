package preflight

import (
	"context"
	"fmt"
	"regexp"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
)

// What a first deploy to a new account meets. AWS raises both by itself as an account is used, so that the default says little of one.
var (
	onDemandVCPUs = Quota{Word: "vCPUs of standard On-Demand instances in the region", Service: "ec2", Code: "L-1216C47A", Default: 5, Varies: true}
	spotVCPUs     = Quota{Word: "vCPUs of standard Spot instances in the region", Service: "ec2", Code: "L-34B43A08", Default: 5, Varies: true}
)

// standard are the families of types that these two quotas are of: A, C, D, H, I, M, R, T and Z.
var standard = regexp.MustCompile(`^(?:a|c|d|h|i|im|is|m|r|t|z)[0-9]`)

// vCPUs are those of the plan's groups at their largest, where one is made or changed, with what runs beside them in the region. Any type of
// a group may be started, so it has those of the smallest: a count that may be too high must not refuse.
func (p *Plan) vCPUs(ctx context.Context, api EC2) ([]Count, error) {
	groups, own := p.Groups(), map[string]bool{}
	if !slices.ContainsFunc(groups, func(g Group) bool { return g.Changes }) {
		return nil, nil
	}
	var onDemand, spot int
	for _, g := range groups {
		own[g.Name] = true
		if len(g.Types) == 0 || slices.ContainsFunc(g.Types, func(kind string) bool { return !standard.MatchString(kind) }) {
			continue
		}
		each, err := smallest(ctx, api, g.Types)
		if err != nil {
			return nil, fmt.Errorf("how many vCPUs the instances take: %w", err)
		}
		a, b := g.split()
		onDemand, spot = onDemand+a*each, spot+b*each
	}
	otherOnDemand, otherSpot, err := running(ctx, api, own)
	if err != nil {
		err = fmt.Errorf("how many vCPUs run in the region: %w", err)
	}
	var counts []Count
	if onDemand > 0 {
		counts = append(counts, Count{Quota: onDemandVCPUs, Is: onDemand + otherOnDemand})
	}
	if spot > 0 {
		counts = append(counts, Count{Quota: spotVCPUs, Is: spot + otherSpot})
	}
	return counts, err
}

func smallest(ctx context.Context, api EC2, names []string) (least int, err error) {
	in := &ec2.DescribeInstanceTypesInput{}
	for _, name := range names {
		in.InstanceTypes = append(in.InstanceTypes, types.InstanceType(name))
	}
	out, err := api.DescribeInstanceTypes(ctx, in)
	if err != nil {
		return 0, err
	}
	for i, kind := range out.InstanceTypes {
		if has := offers(kind).CPU / unitsOfCPU; i == 0 || has < least {
			least = has
		}
	}
	return least, nil
}

// running counts the vCPUs of the standard instances that run in none of these groups.
func running(ctx context.Context, api EC2, groups map[string]bool) (onDemand, spot int, err error) {
	pages := ec2.NewDescribeInstancesPaginator(api, &ec2.DescribeInstancesInput{Filters: []types.Filter{
		{Name: aws.String("instance-state-name"), Values: []string{"pending", "running"}},
	}})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return 0, 0, err
		}
		for _, reservation := range page.Reservations {
			for _, i := range reservation.Instances {
				if !standard.MatchString(string(i.InstanceType)) || i.CpuOptions == nil || groups[groupOf(i)] {
					continue
				}
				n := int(aws.ToInt32(i.CpuOptions.CoreCount) * aws.ToInt32(i.CpuOptions.ThreadsPerCore))
				switch i.InstanceLifecycle {
				case types.InstanceLifecycleTypeSpot:
					spot += n
				case "":
					onDemand += n
				}
			}
		}
	}
	return onDemand, spot, nil
}

func groupOf(i types.Instance) string {
	for _, tag := range i.Tags {
		if aws.ToString(tag.Key) == "aws:autoscaling:groupName" {
			return aws.ToString(tag.Value)
		}
	}
	return ""
}
