package adopt

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/scheduler"
	"github.com/aws/aws-sdk-go-v2/service/scheduler/types"

	"dagger/slipway/internal/awserror"
)

// Scheduler is what is asked of EventBridge Scheduler.
type Scheduler interface {
	GetScheduleGroup(context.Context, *scheduler.GetScheduleGroupInput, ...func(*scheduler.Options)) (*scheduler.GetScheduleGroupOutput, error)
	GetSchedule(context.Context, *scheduler.GetScheduleInput, ...func(*scheduler.Options)) (*scheduler.GetScheduleOutput, error)
	ListTagsForResource(context.Context, *scheduler.ListTagsForResourceInput, ...func(*scheduler.Options)) (*scheduler.ListTagsForResourceOutput, error)
}

const noSchedule = "ResourceNotFoundException"

func scheduleGroup(ctx context.Context, r *round, c Create) ([]Thing, error) {
	found, err := r.aws.Scheduler.GetScheduleGroup(ctx, &scheduler.GetScheduleGroupInput{Name: aws.String(c.text("name"))})
	if awserror.Has(err, noSchedule) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	answer, err := r.aws.Scheduler.ListTagsForResource(ctx, &scheduler.ListTagsForResourceInput{ResourceArn: found.Arn})
	if err != nil {
		return nil, err
	}
	tags := pairs(answer.Tags, func(t types.Tag) (*string, *string) { return t.Key, t.Value })
	return []Thing{{ID: c.text("name"), Name: aws.ToString(found.Arn), Tags: tags}}, nil
}

// schedule finds one by its group, whose name says whose it is: a schedule has no tags.
func schedule(ctx context.Context, r *round, c Create) ([]Thing, error) {
	group := c.text("group_name")
	if group == "" {
		return nil, nil
	}
	found, err := r.aws.Scheduler.GetSchedule(ctx, &scheduler.GetScheduleInput{GroupName: aws.String(group), Name: aws.String(c.text("name"))})
	if awserror.Has(err, noSchedule) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return []Thing{{ID: group + "/" + c.text("name"), Name: aws.ToString(found.Arn), Bare: true}}, nil
}
