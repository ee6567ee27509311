package instances

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	scaling "github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	images "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

const name = "al2023-ami-ecs-hvm-%-kernel-6.1-x86_64"

// account has a cluster of two instances, and a group of its name.
type account struct {
	connected bool
	image     string // name of the image that the instances have
	desired   int32
	none      bool                      // no group
	outside   bool                      // the instances have no capacity provider
	refreshes []scaling.InstanceRefresh // what one look after the other sees; the last stays
}

func (a *account) ListContainerInstances(_ context.Context, in *ecs.ListContainerInstancesInput, _ ...func(*ecs.Options)) (*ecs.ListContainerInstancesOutput, error) {
	if in.NextToken == nil {
		return &ecs.ListContainerInstancesOutput{ContainerInstanceArns: []string{"b"}, NextToken: aws.String("more")}, nil
	}
	return &ecs.ListContainerInstancesOutput{ContainerInstanceArns: []string{"a"}}, nil
}

func (a *account) DescribeContainerInstances(_ context.Context, in *ecs.DescribeContainerInstancesInput, _ ...func(*ecs.Options)) (*ecs.DescribeContainerInstancesOutput, error) {
	attribute := func(name, value string) types.Attribute {
		return types.Attribute{Name: aws.String(name), Value: aws.String(value)}
	}
	var provider *string
	if !a.outside {
		provider = aws.String("shop-prod")
	}
	return &ecs.DescribeContainerInstancesOutput{ContainerInstances: []types.ContainerInstance{{
		CapacityProviderName: provider,
		Ec2InstanceId:        aws.String("i-" + in.ContainerInstances[0]), Status: aws.String("ACTIVE"), AgentConnected: a.connected, RunningTasksCount: 3,
		RegisteredAt: aws.Time(time.Now().Add(-72 * time.Hour)),
		Attributes: []types.Attribute{
			attribute("ecs.availability-zone", "eu-west-1"+in.ContainerInstances[0]), attribute("ecs.instance-type", "t3.medium"), attribute("ecs.ami-id", "ami-1"),
		},
	}}}, nil
}

func (a *account) DescribeImages(_ context.Context, in *ec2.DescribeImagesInput, _ ...func(*ec2.Options)) (*ec2.DescribeImagesOutput, error) {
	if in.Owners == nil {
		return &ec2.DescribeImagesOutput{Images: []images.Image{{ImageId: aws.String("ami-1"), Name: aws.String(a.image)}}}, nil
	}
	if got := in.Filters[0].Values[0]; got != strings.Replace(name, "%", "2023.*", 1) {
		return nil, errors.New("asked for the images " + got)
	}
	out := &ec2.DescribeImagesOutput{}
	for _, release := range []string{"2023.0.20260101", "2023.1.20261101", "2023.0.20260801"} {
		out.Images = append(out.Images, images.Image{Name: aws.String(strings.Replace(name, "%", release, 1))})
	}
	return out, nil
}

func (a *account) DescribeAutoScalingGroups(context.Context, *autoscaling.DescribeAutoScalingGroupsInput, ...func(*autoscaling.Options)) (*autoscaling.DescribeAutoScalingGroupsOutput, error) {
	if a.none {
		return &autoscaling.DescribeAutoScalingGroupsOutput{}, nil
	}
	return &autoscaling.DescribeAutoScalingGroupsOutput{AutoScalingGroups: []scaling.AutoScalingGroup{{
		MinSize: aws.Int32(2), MaxSize: aws.Int32(6), DesiredCapacity: aws.Int32(a.desired),
	}}}, nil
}

func (a *account) DescribeInstanceRefreshes(context.Context, *autoscaling.DescribeInstanceRefreshesInput, ...func(*autoscaling.Options)) (*autoscaling.DescribeInstanceRefreshesOutput, error) {
	if len(a.refreshes) == 0 {
		return &autoscaling.DescribeInstanceRefreshesOutput{}, nil
	}
	now := a.refreshes[0]
	if len(a.refreshes) > 1 {
		a.refreshes = a.refreshes[1:]
	}
	return &autoscaling.DescribeInstanceRefreshesOutput{InstanceRefreshes: []scaling.InstanceRefresh{now}}, nil
}

var began = time.Date(2026, 11, 30, 3, 0, 0, 0, time.UTC)

func refresh(status scaling.InstanceRefreshStatus, done int32, reason string) scaling.InstanceRefresh {
	r := scaling.InstanceRefresh{InstanceRefreshId: aws.String("r"), Status: status, PercentageComplete: aws.Int32(done), StartTime: aws.Time(began)}
	if reason != "" {
		r.StatusReason = aws.String(reason)
	}
	return r
}

func TestLook(t *testing.T) {
	newest, older, own := strings.Replace(name, "%", "2023.1.20261101", 1), strings.Replace(name, "%", "2023.0.20260801", 1), "our-own-image"
	for what, c := range map[string]struct {
		account account
		well    bool
		says    []string
		not     string
	}{
		"all is well":              {account{connected: true, image: newest, desired: 2}, true, []string{"i-a", "eu-west-1b", "3", "3 days ago", "2 wanted, from 2 to 6", "All is well"}, "older image"},
		"an older image":           {account{connected: true, image: older, desired: 2}, true, []string{"2 of 2 instances have an older image than 2023.1.20261101", `ami_release = "2023.1.20261101"`}, ""},
		"an image of our own":      {account{connected: true, image: own, desired: 2}, true, []string{"ami-1"}, "older image"},
		"an agent that is lost":    {account{image: newest, desired: 2}, false, []string{"i-a: its ECS agent is not connected", "aws ec2 describe-instance-status --instance-ids i-a"}, "All is well"},
		"they came too early":      {account{connected: true, image: newest, desired: 2, outside: true}, false, []string{"i-b: it registered before the cluster had a capacity provider", "terminate-instance-in-auto-scaling-group --no-should-decrement-desired-capacity --instance-id i-a"}, "All is well"},
		"without one, elsewhere":   {account{connected: true, image: newest, none: true, outside: true}, true, []string{"somebody else's"}, "capacity provider"},
		"an instance is missing":   {account{connected: true, image: newest, desired: 3}, false, []string{"2 of 3 instances are in the cluster", "describe-scaling-activities"}, "All is well"},
		"somebody else's cluster":  {account{connected: true, image: newest, none: true}, true, []string{"somebody else's"}, "Group"},
		"a refresh is under way":   {account{connected: true, image: newest, desired: 2, refreshes: []scaling.InstanceRefresh{refresh("InProgress", 50, "")}}, false, []string{"they are being replaced", "50 % done"}, ""},
		"a refresh was given up":   {account{connected: true, image: newest, desired: 2, refreshes: []scaling.InstanceRefresh{refresh("RollbackSuccessful", 0, "no capacity")}}, false, []string{"not all replaced", "no capacity", "run refresh-instances"}, ""},
		"a refresh that succeeded": {account{connected: true, image: newest, desired: 2, refreshes: []scaling.InstanceRefresh{refresh("Successful", 100, "")}}, true, nil, "replaced"},
	} {
		fleet, err := Look(t.Context(), Clients{&c.account, &c.account, &c.account}, "prod", "shop-prod", "shop-prod")
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		text := fleet.Text()
		for _, part := range c.says {
			if !strings.Contains(text, part) {
				t.Errorf("%s: %q is not in\n%s", what, part, text)
			}
		}
		if c.not != "" && strings.Contains(text, c.not) {
			t.Errorf("%s: %q is in\n%s", what, c.not, text)
		}
		if well := len(fleet.Troubles()) == 0; well != c.well {
			t.Errorf("%s: well is %v, want %v: %v", what, well, c.well, fleet.Troubles())
		}
	}
}

func TestSettled(t *testing.T) {
	for status, given := range map[string]bool{"": false, "Successful": false, "InProgress": false, "Failed": true, "RollbackSuccessful": true} {
		a := &account{}
		if status != "" {
			a.refreshes = []scaling.InstanceRefresh{refresh(scaling.InstanceRefreshStatus(status), 50, "no capacity")}
		}
		err := Settled(t.Context(), a, "shop-prod")
		var refused *RefreshError
		if errors.As(err, &refused) != given || (err != nil) != given {
			t.Errorf("%q: %v", status, err)
		}
		if given && !strings.Contains(err.Error(), "start-instance-refresh --auto-scaling-group-name shop-prod --preferences") {
			t.Errorf("%q: it does not say how to go on: %v", status, err)
		}
	}
}

func TestWait(t *testing.T) {
	under, baking := refresh("InProgress", 50, ""), refresh("InProgress", 50, "waiting for instances to warm up")
	for what, c := range map[string]struct {
		seen  []scaling.InstanceRefresh
		since time.Time
		fails bool
		told  []string
	}{
		"there was none":               {nil, began, false, nil},
		"it ended before the look":     {[]scaling.InstanceRefresh{refresh("Successful", 100, "")}, began, false, nil},
		"it takes its time":            {[]scaling.InstanceRefresh{refresh("Pending", 0, ""), under, under, baking, refresh("Successful", 100, "")}, began, false, []string{"Pending, 0 %", "InProgress, 50 % done", "warm up", "Successful, 100 %"}},
		"it is rolled back":            {[]scaling.InstanceRefresh{under, refresh("RollbackInProgress", 60, ""), refresh("RollbackSuccessful", 100, "no capacity")}, began, true, []string{"InProgress", "RollbackInProgress", "no capacity"}},
		"an earlier one was given up":  {[]scaling.InstanceRefresh{refresh("Failed", 0, "no capacity")}, began.Add(time.Second), false, nil},
		"one that is cancelled counts": {[]scaling.InstanceRefresh{refresh("Cancelled", 10, "")}, began, true, nil},
	} {
		var told []string
		err := Wait(t.Context(), &account{refreshes: slices.Clone(c.seen)}, "shop-prod", c.since, time.Millisecond, func(line string) { told = append(told, line) })
		var given *RefreshError
		if failed := errors.As(err, &given); failed != c.fails || err != nil && !failed {
			t.Errorf("%s: %v", what, err)
		}
		if c.fails && !strings.Contains(err.Error(), "`instances` shows them") {
			t.Errorf("%s: it does not say what to do: %v", what, err)
		}
		if len(told) != len(c.told) {
			t.Errorf("%s: told %q, want %q", what, told, c.told)
			continue
		}
		for i, part := range c.told {
			if !strings.Contains(told[i], part) {
				t.Errorf("%s: told %q, want %q in it", what, told[i], part)
			}
		}
	}
}
