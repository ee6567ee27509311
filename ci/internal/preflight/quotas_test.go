package preflight

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/servicequotas"
	quotas "github.com/aws/aws-sdk-go-v2/service/servicequotas/types"
)

// fakeQuotas has quotas of its own by code, and counts how often each is asked for.
type fakeQuotas struct {
	mu      sync.Mutex
	own     map[string]float64
	refuses string
	asked   map[string]int
}

func (f *fakeQuotas) GetServiceQuota(_ context.Context, in *servicequotas.GetServiceQuotaInput, _ ...func(*servicequotas.Options)) (*servicequotas.GetServiceQuotaOutput, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.asked == nil {
		f.asked = map[string]int{}
	}
	f.asked[*in.QuotaCode]++
	if f.refuses != "" {
		return nil, answered("Service Quotas", "GetServiceQuota", f.refuses)
	}
	value, there := f.own[*in.QuotaCode]
	if !there {
		return nil, answered("Service Quotas", "GetServiceQuota", "NoSuchResourceException")
	}
	return &servicequotas.GetServiceQuotaOutput{Quota: &quotas.ServiceQuota{Value: aws.Float64(value)}}, nil
}

func (f fakeAWS) DescribeVpcs(_ context.Context, in *ec2.DescribeVpcsInput, _ ...func(*ec2.Options)) (*ec2.DescribeVpcsOutput, error) {
	if f.refuses != "" {
		return nil, answered("EC2", "DescribeVpcs", f.refuses)
	}
	if in.NextToken == nil { // one on each of two pages
		return &ec2.DescribeVpcsOutput{Vpcs: make([]types.Vpc, f.vpcs-1), NextToken: aws.String("more")}, nil
	}
	return &ec2.DescribeVpcsOutput{Vpcs: make([]types.Vpc, 1)}, nil
}

func (f fakeAWS) DescribeAddresses(context.Context, *ec2.DescribeAddressesInput, ...func(*ec2.Options)) (*ec2.DescribeAddressesOutput, error) {
	if f.refuses != "" {
		return nil, answered("EC2", "DescribeAddresses", f.refuses)
	}
	return &ec2.DescribeAddressesOutput{Addresses: make([]types.Address, f.taken)}, nil
}

func (f fakeAWS) DescribeInstances(context.Context, *ec2.DescribeInstancesInput, ...func(*ec2.Options)) (*ec2.DescribeInstancesOutput, error) {
	if f.refuses != "" {
		return nil, answered("EC2", "DescribeInstances", f.refuses)
	}
	return &ec2.DescribeInstancesOutput{Reservations: []types.Reservation{{Instances: f.runs}}}, nil
}

// runs is an instance of two vCPUs, of an Auto Scaling group.
func runs(kind types.InstanceType, lifecycle types.InstanceLifecycleType, group string) types.Instance {
	return types.Instance{
		InstanceType: kind, InstanceLifecycle: lifecycle, CpuOptions: &types.CpuOptions{CoreCount: aws.Int32(1), ThreadsPerCore: aws.Int32(2)},
		Tags: []types.Tag{{Key: aws.String("aws:autoscaling:groupName"), Value: aws.String(group)}},
	}
}

// newGroup is one that the plan makes, or changes.
func newGroup(action string, max, base, percent int, kinds ...string) []made {
	g := group(max, kinds...)
	g.action, g.values["name"] = action, "shop"
	g.values["mixed_instances_policy"].([]any)[0].(attributes)["instances_distribution"] = []any{
		attributes{"on_demand_base_capacity": base, "on_demand_percentage_above_base_capacity": percent},
	}
	return []made{g}
}

// TestVCPUs has what a first deploy to a new account meets. On an emulator nobody counts: it starts no instance.
func TestVCPUs(t *testing.T) {
	with := func(own float64, code string) *fakeQuotas { return &fakeQuotas{own: map[string]float64{code: own}} }
	const onDemand, spot = "L-1216C47A", "L-34B43A08"
	others := &fakeAWS{runs: []types.Instance{
		runs("m6i.large", "", "other"), runs("m6i.large", "", "shop"), runs("m6i.large", types.InstanceLifecycleTypeSpot, "other"), runs("g5.xlarge", "", "other"),
	}}
	for _, c := range []struct {
		name    string
		group   []made
		aws     *fakeQuotas
		others  *fakeAWS
		refused string
		unseen  string
	}{
		{"six and a quota of 5", newGroup("create", 6, 0, 100, "m6i.large"), with(5, onDemand), &fakeAWS{}, "12 vCPUs of standard On-Demand instances in the region, and the account's quota is 5", ""},
		{"enough", newGroup("create", 6, 0, 100, "m6i.large"), with(12, onDemand), &fakeAWS{}, "", ""},
		{"a new account, whose quota nobody changed", newGroup("update", 6, 0, 100, "m6i.large"), &fakeQuotas{}, &fakeAWS{}, "AWS's default is 5", ""},
		{"others beside them, and its own counted once", newGroup("update", 6, 0, 100, "m6i.large"), with(13, onDemand), others, "14 vCPUs", ""},
		{"a group that stays as it is", newGroup("", 6, 0, 100, "m6i.large"), with(5, onDemand), others, "", ""},
		{"Spot above a base", newGroup("create", 6, 2, 0, "m6i.large"), with(5, spot), &fakeAWS{}, "8 vCPUs of standard Spot instances", ""},
		{"types of another quota", newGroup("create", 6, 0, 100, "g5.xlarge"), with(5, onDemand), &fakeAWS{}, "", ""},
		{"an emulator", newGroup("create", 6, 0, 100, "m6i.large"), with(5, onDemand), nil, "", ""},
		{"a quota that may not be asked for", newGroup("create", 6, 0, 100, "m6i.large"), &fakeQuotas{refuses: "AccessDeniedException"}, &fakeAWS{}, "", "12 vCPUs"},
		{"types that may not be asked for", newGroup("create", 6, 0, 100, "m6i.large"), with(5, onDemand), &fakeAWS{refuses: "UnauthorizedOperation"}, "", "how many vCPUs"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var api EC2
			if c.others != nil {
				api = c.others
			}
			_, wrong, err := Quotas(t.Context(), planOf(t, nil, c.group...), c.aws, api)
			if text := fmt.Sprint(wrong); (len(wrong) > 0) != (c.refused != "") || !strings.Contains(text, c.refused) {
				t.Errorf("wrong: %s", text)
			}
			if text := fmt.Sprint(err); (err != nil) != (c.unseen != "") || !strings.Contains(text, c.unseen) {
				t.Errorf("unseen: %s", text)
			}
		})
	}
}

// many are n resources of a type, of which the last is made.
func many(n int, kind string, values attributes) []made {
	var all []made
	for i := range n {
		r := made{address: fmt.Sprintf("%s.this[%d]", kind, i), kind: kind, key: i, values: values}
		if i == n-1 {
			r.action = "create"
		}
		all = append(all, r)
	}
	return all
}

var (
	rulesOf    = attributes{"listener_arn": "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/shop/50dc6c495c0c9188/f2f7dc8efc522ab2"}
	newRule    = "aws_vpc_security_group_ingress_rule"
	balancer   = made{"aws_lb.this", "", "aws_lb", nil, "", attributes{"name": "shop"}}
	closed     = made{"aws_security_group.this", "", "aws_security_group", nil, "create", attributes{"name": "shop-alb"}}
	groupOfHCL = map[string]map[string]string{newRule: {"security_group_id": "aws_security_group.this"}, "aws_nat_gateway": {"subnet_id": "aws_subnet.this"}}
)

func TestQuotas(t *testing.T) {
	for _, c := range []struct {
		name      string
		resources []made
		aws       *fakeQuotas
		others    *fakeAWS
		refused   []string // what the only finding says
	}{
		{"as many rules as a group may have", append(many(60, newRule, attributes{}), closed), &fakeQuotas{}, nil, nil},
		{
			"one more, in a group that is not made yet", append(many(61, newRule, attributes{}), closed), &fakeQuotas{}, nil,
			[]string{"61 inbound rules of security group shop-alb", "AWS's default is 60", "--service-code vpc --quota-code L-0EA8095F --desired-value 61"},
		},
		{"which the account may have", append(many(61, newRule, attributes{}), closed), &fakeQuotas{own: map[string]float64{"L-0EA8095F": 120}}, nil, nil},
		{
			"of which it may have fewer", append(many(41, newRule, attributes{}), closed), &fakeQuotas{own: map[string]float64{"L-0EA8095F": 40}}, nil,
			[]string{"41 inbound rules", "the account's quota is 40"},
		},
		{"rules of a group that nobody knows", many(61, newRule, attributes{}), &fakeQuotas{}, nil, nil},
		{
			"Service Quotas does not answer", append(many(61, newRule, attributes{}), closed), &fakeQuotas{refuses: "AccessDeniedException"}, nil,
			[]string{"AWS's default is 60"},
		},
		{"rules of a load balancer", many(101, "aws_lb_listener_rule", rulesOf), &fakeQuotas{}, nil, []string{"101 rules of load balancer shop", "is 100", "L-7EED9B64"}},
		{"target groups, which AWS raises for nobody", append(many(101, "aws_lb_target_group", attributes{}), balancer), &fakeQuotas{}, nil, []string{"101 target groups of load balancer shop", "for nobody"}},
		{"a VPC beside those of others", many(1, "aws_vpc", attributes{}), &fakeQuotas{}, &fakeAWS{vpcs: 5}, []string{"6 VPCs in the region"}},
		{"a VPC where others may not be seen", many(1, "aws_vpc", attributes{}), &fakeQuotas{}, &fakeAWS{refuses: "UnauthorizedOperation"}, nil},
		{"addresses beside those of others", many(2, "aws_eip", attributes{}), &fakeQuotas{}, &fakeAWS{taken: 5}, []string{"6 elastic addresses in the region"}},
		{
			"NAT gateways of a zone", append(many(6, "aws_nat_gateway", attributes{}), made{"aws_subnet.this", "", "aws_subnet", nil, "create", attributes{"availability_zone": "eu-west-1a"}}),
			&fakeQuotas{}, nil, []string{"6 NAT gateways in zone eu-west-1a"},
		},
		{"targets", append(service("web", "create", 501, attributes{}), balancer), &fakeQuotas{}, nil, []string{"1002 targets of load balancer shop", "is 1000"}},
		{"nothing that is made", []made{balancer}, &fakeQuotas{}, nil, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			var others EC2
			if c.others != nil {
				others = c.others
			}
			_, wrong, err := Quotas(t.Context(), planOf(t, groupOfHCL, c.resources...), c.aws, others)
			if err != nil || (len(wrong) == 1) != (c.refused != nil) || len(wrong) > 1 {
				t.Fatalf("found %v, %v", wrong, err)
			}
			for _, want := range c.refused {
				if text := wrong[0].What + "\n" + wrong[0].Next; !strings.Contains(text, want) {
					t.Errorf("%s\nlacks %q", text, want)
				}
			}
			for code, times := range c.aws.asked {
				if times > 1 {
					t.Errorf("%s was asked for %d times", code, times)
				}
			}
			if c.name == "nothing that is made" && len(c.aws.asked) > 0 {
				t.Errorf("a plan that makes nothing asked for %v", c.aws.asked)
			}
		})
	}
}

// TestQuotasCountOncePerOwner has rules of two groups, in modules of their own, whose HCL is the same: neither has more than it may.
func TestQuotasCountOncePerOwner(t *testing.T) {
	var resources []made
	for _, name := range []string{"web", "api"} {
		module := `module.service["` + name + `"]`
		resources = append(resources, made{module + ".aws_security_group.this", module, "aws_security_group", nil, "create", attributes{"name": name}})
		for _, rule := range many(40, newRule, attributes{}) {
			rule.module, rule.address, rule.action = module, module+"."+rule.address, "create"
			resources = append(resources, rule)
		}
	}
	counts := planOf(t, groupOfHCL, resources...).Counts()
	if len(counts) != 2 || counts[0].Is != 40 || counts[1].Is != 40 {
		t.Errorf("got %v", counts)
	}
}
