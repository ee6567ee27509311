// Package instances looks at the instances of an environment's cluster, and waits while a group replaces its own.
package instances

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	container "github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// Fleet is what was seen of a cluster's instances at a time.
type Fleet struct {
	Environment string     `json:"environment"`
	At          time.Time  `json:"at"`
	Instances   []Instance `json:"instances"`
	// Group is the Auto Scaling group of the environment, nil where its cluster is somebody else's.
	Group *Group `json:"group,omitempty"`
	// Newest is the newest release of the ECS-optimised image that the instances have, "" where they have one of somebody's own.
	Newest string `json:"newest,omitempty"`
}

// Instance is one that is registered in the cluster.
type Instance struct {
	ID        string    `json:"id"`
	Zone      string    `json:"zone"`
	Type      string    `json:"type"`
	Status    string    `json:"status"` // ECS's: ACTIVE, DRAINING, …
	Connected bool      `json:"connected"`
	Tasks     int       `json:"tasks"`
	Provider  string    `json:"provider,omitempty"` // capacity provider that it counts for; without one no service places a task there
	Image     string    `json:"image"`              // its id
	Release   string    `json:"release,omitempty"`
	Since     time.Time `json:"since"`
}

// Group is an Auto Scaling group.
type Group struct {
	Name    string   `json:"name"`
	Min     int      `json:"min"`
	Max     int      `json:"max"`
	Desired int      `json:"desired"`
	Refresh *Refresh `json:"refresh,omitempty"` // the last one
}

// ECS is the part of its client that is used here. *ecs.Client is one.
type ECS interface {
	ecs.ListContainerInstancesAPIClient
	DescribeContainerInstances(context.Context, *ecs.DescribeContainerInstancesInput, ...func(*ecs.Options)) (*ecs.DescribeContainerInstancesOutput, error)
}

// Scaling is the part of Auto Scaling's client that is used here. *autoscaling.Client is one.
type Scaling interface {
	Refreshes
	DescribeAutoScalingGroups(context.Context, *autoscaling.DescribeAutoScalingGroupsInput, ...func(*autoscaling.Options)) (*autoscaling.DescribeAutoScalingGroupsOutput, error)
}

// Clients are those of an account.
type Clients struct {
	ECS     ECS
	Scaling Scaling
	Images  ec2.DescribeImagesAPIClient
}

// Look asks for the instances of a cluster, and for the group of that name.
func Look(ctx context.Context, c Clients, environment, cluster, group string) (*Fleet, error) {
	fleet := &Fleet{Environment: environment, At: time.Now().UTC().Truncate(time.Second)}
	pages := ecs.NewListContainerInstancesPaginator(c.ECS, &ecs.ListContainerInstancesInput{Cluster: aws.String(cluster)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, fmt.Errorf("list the instances of cluster %s: %w", cluster, err)
		}
		if len(page.ContainerInstanceArns) == 0 {
			continue
		}
		described, err := c.ECS.DescribeContainerInstances(ctx, &ecs.DescribeContainerInstancesInput{
			Cluster: aws.String(cluster), ContainerInstances: page.ContainerInstanceArns, // a page is as many as it takes
		})
		if err != nil {
			return nil, fmt.Errorf("read the instances of cluster %s: %w", cluster, err)
		}
		for _, one := range described.ContainerInstances {
			fleet.Instances = append(fleet.Instances, instance(one))
		}
	}
	slices.SortFunc(fleet.Instances, func(a, b Instance) int { return cmp.Or(cmp.Compare(a.Zone, b.Zone), cmp.Compare(a.ID, b.ID)) })
	if err := fleet.images(ctx, c.Images); err != nil {
		return nil, err
	}
	return fleet, fleet.group(ctx, c.Scaling, group)
}

func instance(seen container.ContainerInstance) Instance {
	attribute := func(name string) string {
		for _, a := range seen.Attributes {
			if aws.ToString(a.Name) == name {
				return aws.ToString(a.Value)
			}
		}
		return ""
	}
	return Instance{
		ID: aws.ToString(seen.Ec2InstanceId), Zone: attribute("ecs.availability-zone"), Type: attribute("ecs.instance-type"),
		Status: aws.ToString(seen.Status), Connected: seen.AgentConnected, Tasks: int(seen.RunningTasksCount + seen.PendingTasksCount),
		Provider: aws.ToString(seen.CapacityProviderName), Image: attribute("ecs.ami-id"), Since: aws.ToTime(seen.RegisteredAt),
	}
}

// optimised is the name of an ECS-optimised image, with its release and what follows that.
var optimised = regexp.MustCompile(`^(al2023-ami-ecs-hvm-)(2023\.\d+\.\d{8})(-.+)$`)

// images reads which releases the instances have, and which is the newest of the same kernel and processor.
func (f *Fleet) images(ctx context.Context, client ec2.DescribeImagesAPIClient) error {
	var ids []string
	for _, i := range f.Instances {
		if i.Image != "" && !slices.Contains(ids, i.Image) {
			ids = append(ids, i.Image)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	// By a filter: an image that is deregistered, as an old one may be, is no error then.
	out, err := client.DescribeImages(ctx, &ec2.DescribeImagesInput{Filters: []types.Filter{{Name: aws.String("image-id"), Values: ids}}})
	if err != nil {
		return fmt.Errorf("read the images of the instances: %w", err)
	}
	pattern := ""
	for _, image := range out.Images {
		name := optimised.FindStringSubmatch(aws.ToString(image.Name))
		if name == nil {
			continue
		}
		for n := range f.Instances {
			if f.Instances[n].Image == aws.ToString(image.ImageId) {
				f.Instances[n].Release = name[2]
			}
		}
		pattern = name[1] + "2023.*" + name[3]
	}
	if pattern == "" {
		return nil
	}
	all, err := client.DescribeImages(ctx, &ec2.DescribeImagesInput{
		Owners: []string{"amazon"}, Filters: []types.Filter{{Name: aws.String("name"), Values: []string{pattern}}},
	})
	if err != nil {
		return fmt.Errorf("list the ECS-optimised images: %w", err)
	}
	for _, image := range all.Images {
		if name := optimised.FindStringSubmatch(aws.ToString(image.Name)); name != nil && date(name[2]) > date(f.Newest) {
			f.Newest = name[2]
		}
	}
	return nil
}

// date is the day of a release, which its number ends with.
func date(release string) string { return release[strings.LastIndexByte(release, '.')+1:] }

func (f *Fleet) group(ctx context.Context, client Scaling, name string) error {
	out, err := client.DescribeAutoScalingGroups(ctx, &autoscaling.DescribeAutoScalingGroupsInput{AutoScalingGroupNames: []string{name}})
	if err != nil {
		return fmt.Errorf("read the Auto Scaling group %s: %w", name, err)
	}
	if len(out.AutoScalingGroups) == 0 {
		return nil
	}
	group := out.AutoScalingGroups[0]
	f.Group = &Group{
		Name: name, Min: int(aws.ToInt32(group.MinSize)), Max: int(aws.ToInt32(group.MaxSize)), Desired: int(aws.ToInt32(group.DesiredCapacity)),
	}
	f.Group.Refresh, err = last(ctx, client, name)
	return err
}

// Troubles are what is wrong, a line each; empty where all is well.
func (f *Fleet) Troubles() []string {
	var all []string
	for _, i := range f.Instances {
		if !i.Connected {
			all = append(all, fmt.Sprintf("instance %s: its ECS agent is not connected, so nothing is started there: ask `aws ec2 describe-instance-status --instance-ids %[1]s`", i.ID))
		}
	}
	if f.Group == nil {
		return all
	}
	for _, i := range f.Instances {
		if i.Provider == "" { // ECS gives it one as it registers: later it gets none any more
			all = append(all, fmt.Sprintf("instance %s: it registered before the cluster had a capacity provider, so no service places a task there: end it, and the group starts another, with `aws autoscaling terminate-instance-in-auto-scaling-group --no-should-decrement-desired-capacity --instance-id %[1]s`", i.ID))
		}
	}
	if have := len(f.Instances); have < f.Group.Desired {
		all = append(all, fmt.Sprintf("%d of %d instances are in the cluster: ask `aws autoscaling describe-scaling-activities --auto-scaling-group-name %s`", have, f.Group.Desired, f.Group.Name))
	}
	if r := f.Group.Refresh; r != nil {
		switch {
		case !r.ended():
			all = append(all, "they are being replaced: "+r.String()+". Wait, and ask `instances` again")
		case r.failed():
			all = append(all, "they were not all replaced: "+r.String()+". Mend what that names, and run refresh-instances, which says how it goes on")
		}
	}
	return all
}
