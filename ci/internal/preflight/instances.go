package preflight

import (
	"context"
	"fmt"
	"slices"

	"github.com/aws/amazon-vpc-resource-controller-k8s/pkg/aws/vpc"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	settings "github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"dagger/slipway/internal/awserror"
)

// usable is how much of an instance's memory ECS registers, in thousandths: the kernel and the agent have theirs first. The emulator
// places tasks by the same.
const usable = 947

// unitsOfCPU are those that ECS takes a vCPU for.
const unitsOfCPU = 1024

// EC2 is what is asked of it.
type EC2 interface {
	DescribeInstanceTypes(context.Context, *ec2.DescribeInstanceTypesInput, ...func(*ec2.Options)) (*ec2.DescribeInstanceTypesOutput, error)
	DescribeVpcs(context.Context, *ec2.DescribeVpcsInput, ...func(*ec2.Options)) (*ec2.DescribeVpcsOutput, error)
	DescribeInstances(context.Context, *ec2.DescribeInstancesInput, ...func(*ec2.Options)) (*ec2.DescribeInstancesOutput, error)
	DescribeAddresses(context.Context, *ec2.DescribeAddressesInput, ...func(*ec2.Options)) (*ec2.DescribeAddressesOutput, error)
}

// ECS is what is asked of it.
type ECS interface {
	ListAccountSettings(context.Context, *ecs.ListAccountSettingsInput, ...func(*ecs.Options)) (*ecs.ListAccountSettingsOutput, error)
}

// Fleet asks AWS what instances have.
type Fleet struct {
	EC2 EC2
	ECS ECS // nil where AWS is an emulator of its own environment, which has no trunking
	// StandIn says that an emulator stands in for the account, whose settings nobody can see there.
	StandIn bool
}

// Places are those that the weakest of some types has: AWS may start that one alone.
func (f Fleet) Places(ctx context.Context, names []string) (Places, error) {
	in := &ec2.DescribeInstanceTypesInput{}
	for _, name := range names {
		in.InstanceTypes = append(in.InstanceTypes, types.InstanceType(name))
	}
	out, err := f.EC2.DescribeInstanceTypes(ctx, in)
	if err != nil {
		return Places{}, err
	}
	if len(out.InstanceTypes) == 0 {
		return Places{}, fmt.Errorf("EC2 knows none of %v", names)
	}
	trunking, assumed, err := f.trunking(ctx)
	if err != nil {
		return Places{}, err
	}
	places := Places{Types: names}
	for i, kind := range out.InstanceTypes {
		has := offers(kind)
		with := has.Interfaces
		if f.ECS != nil {
			with = trunkedInterfaces(string(kind.InstanceType), has.Interfaces)
		}
		if trunking {
			has.Interfaces = with
		}
		if i == 0 {
			places.Resources, places.Trunked = has, with
			continue
		}
		places.CPU, places.Memory = min(places.CPU, has.CPU), min(places.Memory, has.Memory)
		places.Interfaces, places.Trunked = min(places.Interfaces, has.Interfaces), min(places.Trunked, with)
	}
	places.Trunking = trunking && slices.ContainsFunc(names, trunks)
	places.Assumed = places.Trunking && assumed
	return places, nil
}

// offers is what a type has for tasks without trunking: one of its interfaces is the instance's own.
func offers(kind types.InstanceTypeInfo) Resources {
	var has Resources
	if kind.VCpuInfo != nil {
		has.CPU = int(aws.ToInt32(kind.VCpuInfo.DefaultVCpus)) * unitsOfCPU
	}
	if kind.MemoryInfo != nil {
		has.Memory = int(aws.ToInt64(kind.MemoryInfo.SizeInMiB)) * usable / 1000
	}
	if kind.NetworkInfo != nil {
		has.Interfaces = max(0, int(aws.ToInt32(kind.NetworkInfo.MaximumNetworkInterfaces))-1)
	}
	return has
}

// trunkedInterfaces are those for tasks with awsvpcTrunking. No call of AWS tells them, and AWS's own controller has them in a table. One
// interface becomes the trunk of many branches, and the others stay: an m6i.large has 9 + 2 - 1, the 10 of ECS's documentation.
func trunkedInterfaces(name string, without int) int {
	if !trunks(name) {
		return without
	}
	return vpc.Limits[name].BranchInterface + without - 1
}

func trunks(name string) bool {
	return vpc.Limits[name] != nil && vpc.Limits[name].IsTrunkingCompatible
}

// trunking is the account's setting in the region. Where nobody can see it, it counts as switched on: what can't be looked at refuses
// nothing.
func (f Fleet) trunking(ctx context.Context) (on, assumed bool, err error) {
	switch {
	case f.ECS == nil:
		return false, false, nil
	case f.StandIn:
		return true, true, nil
	}
	out, err := f.ECS.ListAccountSettings(ctx, &ecs.ListAccountSettingsInput{Name: settings.SettingNameAwsvpcTrunking, EffectiveSettings: true})
	if awserror.Denied(err) {
		return true, true, nil
	}
	if err != nil {
		return false, false, err
	}
	return slices.ContainsFunc(out.Settings, func(s settings.Setting) bool {
		return s.Name == settings.SettingNameAwsvpcTrunking && aws.ToString(s.Value) == "enabled"
	}), false, nil
}
