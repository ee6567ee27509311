package instances

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
	"github.com/cenkalti/backoff/v5"
)

// Refresh is an instance refresh: a group replaces its instances, because their launch template changed.
type Refresh struct {
	ID     string    `json:"id"`
	Status string    `json:"status"` // Auto Scaling's
	Reason string    `json:"reason,omitempty"`
	Done   int       `json:"percent"`
	Began  time.Time `json:"began"`
}

func (r *Refresh) String() string {
	text := fmt.Sprintf("instance refresh %s, %d %% done", r.Status, r.Done)
	if r.Reason != "" {
		text += ": " + r.Reason
	}
	return text
}

func (r *Refresh) ended() bool {
	return r.failed() || r.Status == string(types.InstanceRefreshStatusSuccessful)
}

func (r *Refresh) failed() bool {
	switch types.InstanceRefreshStatus(r.Status) {
	case types.InstanceRefreshStatusFailed, types.InstanceRefreshStatusCancelled,
		types.InstanceRefreshStatusRollbackFailed, types.InstanceRefreshStatusRollbackSuccessful:
		return true
	}
	return false
}

// preferences are those of terraform/modules/asg: only a change of the group has Terraform begin a refresh.
const preferences = "MinHealthyPercentage=100,MaxHealthyPercentage=200,SkipMatching=true,ScaleInProtectedInstances=Refresh"

// Settled is a *RefreshError where the last refresh of a group was given up.
func Settled(ctx context.Context, client Refreshes, group string) error {
	r, err := last(ctx, client, group)
	if err != nil || r == nil || !r.failed() {
		return err
	}
	return &RefreshError{Group: group, Last: *r}
}

// RefreshError is of a group that gave up replacing its instances.
type RefreshError struct {
	Group string
	Last  Refresh
}

func (e *RefreshError) Error() string {
	return fmt.Sprintf("the instances of group %s were not all replaced: %s. The tasks run on those that it has. "+
		"`instances` shows them; mend what Auto Scaling names, and have it go on: aws autoscaling start-instance-refresh --auto-scaling-group-name %[1]s --preferences %s",
		e.Group, e.Last.String(), preferences)
}

// Refreshes is the part of Auto Scaling's client that Wait uses. *autoscaling.Client is one.
type Refreshes interface {
	DescribeInstanceRefreshes(context.Context, *autoscaling.DescribeInstanceRefreshesInput, ...func(*autoscaling.Options)) (*autoscaling.DescribeInstanceRefreshesOutput, error)
}

// last is the last refresh of a group, nil where there was none.
func last(ctx context.Context, client Refreshes, group string) (*Refresh, error) {
	out, err := client.DescribeInstanceRefreshes(ctx, &autoscaling.DescribeInstanceRefreshesInput{
		AutoScalingGroupName: aws.String(group), MaxRecords: aws.Int32(1), // the newest comes first
	})
	if err != nil {
		return nil, fmt.Errorf("read the instance refreshes of group %s: %w", group, err)
	}
	if len(out.InstanceRefreshes) == 0 {
		return nil, nil
	}
	r := out.InstanceRefreshes[0]
	return &Refresh{
		ID: aws.ToString(r.InstanceRefreshId), Status: string(r.Status), Reason: aws.ToString(r.StatusReason),
		Done: int(aws.ToInt32(r.PercentageComplete)), Began: aws.ToTime(r.StartTime),
	}, nil
}

// errUnderWay asks for another look.
var errUnderWay = errors.New("the refresh is under way")

// Wait returns once a group replaces no instances. Where a refresh that began after since was given up, it is a *RefreshError. Each
// change is told. It has no end of its own: a refresh that makes no progress for an hour is ended by Auto Scaling.
func Wait(ctx context.Context, client Refreshes, group string, since time.Time, poll time.Duration, tell func(string)) error {
	told := ""
	_, err := backoff.Retry(ctx, func() (struct{}, error) {
		now, err := last(ctx, client, group)
		if err != nil || now == nil {
			return struct{}{}, permanent(err)
		}
		if said := now.String(); said != told && (!now.ended() || told != "") {
			told = said
			tell(said)
		}
		switch {
		case !now.ended():
			return struct{}{}, errUnderWay
		case now.failed() && !now.Began.Before(since):
			return struct{}{}, permanent(&RefreshError{group, *now})
		}
		return struct{}{}, nil
	}, backoff.WithBackOff(backoff.NewConstantBackOff(poll)), backoff.WithMaxElapsedTime(0))
	return err
}

// permanent ends the wait: the SDK has asked again what is worth it.
func permanent(err error) error {
	if err == nil {
		return nil
	}
	return backoff.Permanent(err)
}
