package preflight

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	settings "github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/smithy-go"
)

// machines are the types that the fake knows: cores, MiB, interfaces.
var machines = map[string][3]int{"m6i.large": {2, 8192, 3}, "t3.medium": {2, 4096, 3}, "m6i.xlarge": {4, 16384, 4}}

// fakeAWS has those, and a setting of trunking; each call is counted.
type fakeAWS struct {
	EC2
	ECS
	trunking string // empty: nobody ever set it; otherwise its value, or the code that AWS refuses the call with
	refuses  string // with this code, what is asked of EC2
	vpcs     int
	taken    int // elastic addresses
	runs     []types.Instance
}

func (f fakeAWS) DescribeInstanceTypes(_ context.Context, in *ec2.DescribeInstanceTypesInput, _ ...func(*ec2.Options)) (*ec2.DescribeInstanceTypesOutput, error) {
	if f.refuses != "" {
		return nil, answered("EC2", "DescribeInstanceTypes", f.refuses)
	}
	out := &ec2.DescribeInstanceTypesOutput{}
	for _, name := range in.InstanceTypes {
		has := machines[string(name)]
		out.InstanceTypes = append(out.InstanceTypes, types.InstanceTypeInfo{
			InstanceType: name,
			VCpuInfo:     &types.VCpuInfo{DefaultVCpus: aws.Int32(int32(has[0]))},
			MemoryInfo:   &types.MemoryInfo{SizeInMiB: aws.Int64(int64(has[1]))},
			NetworkInfo:  &types.NetworkInfo{MaximumNetworkInterfaces: aws.Int32(int32(has[2]))},
		})
	}
	return out, nil
}

func (f fakeAWS) ListAccountSettings(context.Context, *ecs.ListAccountSettingsInput, ...func(*ecs.Options)) (*ecs.ListAccountSettingsOutput, error) {
	switch {
	case strings.HasPrefix(f.trunking, "AccessDenied"):
		return nil, answered("ECS", "ListAccountSettings", f.trunking)
	case f.trunking == "":
		return &ecs.ListAccountSettingsOutput{}, nil
	}
	return &ecs.ListAccountSettingsOutput{Settings: []settings.Setting{{Name: settings.SettingNameAwsvpcTrunking, Value: aws.String(f.trunking)}}}, nil
}

// answered is an error as the SDK gives it where AWS answers with a code.
func answered(service, operation, code string) error {
	return &smithy.OperationError{ServiceID: service, OperationName: operation, Err: &smithy.GenericAPIError{Code: code, Message: "no"}}
}

func group(max int, names ...string) made {
	var overrides []any
	for _, name := range names {
		overrides = append(overrides, attributes{"instance_type": name})
	}
	return made{"aws_autoscaling_group.this", "", "aws_autoscaling_group", nil, "", attributes{
		"max_size": max, "mixed_instances_policy": []any{attributes{"launch_template": []any{attributes{"override": overrides}}}},
	}}
}

func small() attributes { return attributes{"cpu": "256", "memory": "256"} }

// rooms are services and a group for them.
var rooms = []struct {
	name     string
	services [][]made
	group    made
	aws      Fleet
	refused  []string // what the only finding says, none where there is room
	saw      string
}{
	{
		"as many as there are interfaces", [][]made{service("web", "update", 2, small()), service("api", "update", 4, small())},
		group(6, "m6i.large"), Fleet{ECS: fakeAWS{}}, nil, "12 tasks at most",
	},
	{
		"one interface short", [][]made{service("web", "update", 3, small()), service("api", "update", 4, small())},
		group(6, "m6i.large"), Fleet{ECS: fakeAWS{}},
		[]string{
			"14 network interfaces are needed", "api 8 (4 tasks and 4 new beside them), web 6 (3 tasks and 3 new beside them)", "there are 12: 6 instances (m6i.large) with 2 each",
			"in prod.tfvars: cluster.awsvpc_trunking = true, then bootstrap", "10 each", "cluster.max_size = 7",
		}, "",
	},
	{
		"a schedule that lets more run", [][]made{service("web", "update", 2, small()), {at("web", "7"), at("api", "9")}},
		group(6, "m6i.large"), Fleet{ECS: fakeAWS{}}, []string{"14 network interfaces are needed", "web 14 (7 tasks and 7 new beside them)"}, "",
	},
	{
		"with trunking", [][]made{service("web", "update", 20, small())},
		group(6, "m6i.large"), Fleet{ECS: fakeAWS{trunking: "enabled"}}, nil, "with awsvpcTrunking",
	},
	{
		"trunking helps no t3", [][]made{service("web", "update", 7, small())},
		group(6, "t3.medium"), Fleet{ECS: fakeAWS{trunking: "enabled"}}, []string{"14 network interfaces", "there are 12", "in prod.tfvars: cluster.max_size = 7"}, "",
	},
	{
		"an emulator has none", [][]made{service("web", "update", 7, small())},
		group(6, "m6i.large"), Fleet{}, []string{"there are 12", "in prod.tfvars: cluster.max_size = 7"}, "",
	},
	{
		"a rehearsal can't see trunking", [][]made{service("web", "update", 10, small())},
		group(6, "m6i.large"), Fleet{ECS: fakeAWS{}, StandIn: true}, nil, "could not be looked at",
	},
	{
		"nor who may not ask", [][]made{service("web", "update", 10, small())},
		group(6, "m6i.large"), Fleet{ECS: fakeAWS{trunking: "AccessDeniedException"}}, nil, "could not be looked at",
	},
	{
		"CPU", [][]made{service("web", "update", 5, attributes{"cpu": "1024", "memory": "256"})},
		group(4, "m6i.large"), Fleet{ECS: fakeAWS{trunking: "enabled"}},
		[]string{"10240 CPU units are needed", "web 10240 (5 tasks and 5 new beside them, 1024 each)", "there are 8192", "cluster.max_size = 5", "less cpu"}, "",
	},
	{
		"memory, by the weakest type", [][]made{service("web", "update", 4, attributes{"cpu": "256", "memory": "2048"})},
		group(4, "m6i.large", "t3.medium"), Fleet{ECS: fakeAWS{trunking: "enabled"}}, []string{"16384 MiB of memory are needed", "there are 15512", "m6i.large or t3.medium"}, "",
	},
	{
		"a task that fits on no instance", [][]made{service("web", "update", 2, attributes{"cpu": "256", "memory": "9000"})},
		group(4, "m6i.large"), Fleet{ECS: fakeAWS{trunking: "enabled"}},
		[]string{"service web: a task takes 9000 MiB of memory", "has 7757", "services.web.memory = 7757 or less", "cluster.instance_types"}, "",
	},
	{
		"containers instead of the task", [][]made{service("web", "update", 2, attributes{"container_definitions": `[{"cpu":256,"memory":9000},{"memory":1,"memoryReservation":128}]`})},
		group(4, "m6i.large"), Fleet{ECS: fakeAWS{trunking: "enabled"}}, []string{"takes 9128 MiB"}, "",
	},
	{
		"nothing of it changes", [][]made{service("web", "", 200, small())},
		group(2, "m6i.large"), Fleet{ECS: fakeAWS{}}, nil, "no service",
	},
}

// at is a schedule of the range of a service.
func at(service, most string) made {
	module := `module.service["` + service + `"]`
	action := attributes{"scalable_target_action": []any{attributes{"min_capacity": "2", "max_capacity": most}}}
	return made{module + `.aws_appautoscaling_scheduled_action.this["day"]`, module, "aws_appautoscaling_scheduled_action", "day", "update", action}
}

func TestRoom(t *testing.T) {
	for _, c := range rooms {
		t.Run(c.name, func(t *testing.T) {
			c.aws.EC2 = fakeAWS{}
			saw, wrong, err := Room(t.Context(), planOf(t, serviceHCL, append(slices.Concat(c.services...), c.group)...), "prod.tfvars", c.aws)
			if err != nil || !strings.Contains(saw, c.saw) {
				t.Fatalf("saw %q, %v", saw, err)
			}
			if (len(wrong) == 1) != (c.refused != nil) || len(wrong) > 1 {
				t.Fatalf("found %v", wrong)
			}
			for _, want := range c.refused {
				if text := wrong[0].What + "\n" + wrong[0].Next; !strings.Contains(text, want) {
					t.Errorf("%s\nlacks %q", text, want)
				}
			}
			if len(wrong) > 0 && c.aws.ECS == nil && strings.Contains(wrong[0].Next, "awsvpc_trunking") {
				t.Errorf("%s, which an emulator can't do", wrong[0].Next)
			}
		})
	}
}

// TestRoomUnseen has what can't be known: it refuses nothing.
func TestRoomUnseen(t *testing.T) {
	web := service("web", "update", 2, attributes{"cpu": "256", "memory": "256"})
	for name, c := range map[string]struct {
		resources []made
		aws       fakeAWS
		want      string
	}{
		"a cluster of somebody else's": {web, fakeAWS{}, "0 groups"},
		"two groups":                   {append(slices.Clone(web), group(1, "m6i.large"), group(1, "m6i.large")), fakeAWS{}, "2 groups"},
		"a right that is missing":      {append(slices.Clone(web), group(1, "m6i.large")), fakeAWS{refuses: "UnauthorizedOperation"}, "may not call EC2 DescribeInstanceTypes"},
		"a task of unknown size":       {append(service("web", "create", 2, attributes{}), group(1, "m6i.large")), fakeAWS{}, "what a task of web takes"},
		"a type that the region lacks": {append(slices.Clone(web), group(1, "m9z.large")), fakeAWS{refuses: "InvalidInstanceType"}, "InvalidInstanceType"},
	} {
		t.Run(name, func(t *testing.T) {
			p := planOf(t, serviceHCL, c.resources...)
			if name == "a task of unknown size" {
				p = planOf(t, nil, c.resources...)
			}
			rows := Look{Check: "room", Ask: func(ctx context.Context) (string, []Wrong, error) {
				return Room(ctx, p, "prod.tfvars", Fleet{EC2: c.aws, ECS: c.aws})
			}}.rows(t.Context())
			if len(rows) != 1 || rows[0].State != NotLookedAt || !strings.Contains(rows[0].What, c.want) {
				t.Errorf("got %v", rows)
			}
		})
	}
}

// TestTrunkedInterfaces holds the table against what ECS's documentation says a type carries.
func TestTrunkedInterfaces(t *testing.T) {
	for name, want := range map[string]int{"m5.large": 10, "m6i.large": 10, "c5.xlarge": 20, "m5.24xlarge": 120, "t3.medium": 2} {
		without := map[string]int{"c5.xlarge": 3, "m5.24xlarge": 14}[name]
		if without == 0 {
			without = 2
		}
		if got := trunkedInterfaces(name, without); got != want {
			t.Errorf("%s: %d, want %d", name, got, want)
		}
	}
}
