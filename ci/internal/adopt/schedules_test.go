package adopt

import (
	"context"
	"errors"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/scheduler"
	"github.com/aws/aws-sdk-go-v2/service/scheduler/types"
)

// fakeScheduler has the group shop-prod with the schedule report, and tags that say whose the group is.
type fakeScheduler struct{ environment string }

func (f fakeScheduler) GetScheduleGroup(_ context.Context, in *scheduler.GetScheduleGroupInput, _ ...func(*scheduler.Options)) (*scheduler.GetScheduleGroupOutput, error) {
	if *in.Name != "shop-prod" {
		return nil, &types.ResourceNotFoundException{}
	}
	return &scheduler.GetScheduleGroupOutput{Arn: aws.String("arn:group")}, nil
}

func (f fakeScheduler) GetSchedule(_ context.Context, in *scheduler.GetScheduleInput, _ ...func(*scheduler.Options)) (*scheduler.GetScheduleOutput, error) {
	switch {
	case *in.GroupName != "shop-prod":
		return nil, errors.New("asked in another group")
	case *in.Name != "report":
		return nil, &types.ResourceNotFoundException{}
	}
	return &scheduler.GetScheduleOutput{Arn: aws.String("arn:report")}, nil
}

func (f fakeScheduler) ListTagsForResource(context.Context, *scheduler.ListTagsForResourceInput, ...func(*scheduler.Options)) (*scheduler.ListTagsForResourceOutput, error) {
	return &scheduler.ListTagsForResourceOutput{Tags: []types.Tag{{Key: aws.String("Environment"), Value: aws.String(f.environment)}}}, nil
}

// A schedule that a run which was cut off left can't be made twice: it is found by its group and its name.
func TestSchedulesAreFound(t *testing.T) {
	tagged := func(name string) Create {
		return Create{Type: "aws_scheduler_schedule_group", Values: map[string]any{"name": name, "tags_all": map[string]any{"Environment": "prod"}}}
	}
	job := func(group, name string) Create {
		return Create{Type: "aws_scheduler_schedule", Values: map[string]any{"group_name": group, "name": name}}
	}
	for name, c := range map[string]struct {
		create Create
		id     string
	}{
		"a group":                  {tagged("shop-prod"), "shop-prod"},
		"no group":                 {tagged("shop-test"), ""},
		"a schedule":               {job("shop-prod", "report"), "shop-prod/report"},
		"no schedule":              {job("shop-prod", "invoice"), ""},
		"a group not known so far": {Create{Type: "aws_scheduler_schedule", Values: map[string]any{"name": "report"}}, ""},
	} {
		things, err := Kinds[c.create.Type].find(t.Context(), &round{aws: &AWS{Scheduler: fakeScheduler{"prod"}}}, c.create)
		if err != nil || (c.id == "") != (len(things) == 0) {
			t.Errorf("%s: %v, %v", name, things, err)
			continue
		}
		if len(things) == 1 && (things[0].ID != c.id || things[0].foreign(c.create)) {
			t.Errorf("%s: %+v", name, things[0])
		}
	}
	other, err := Kinds["aws_scheduler_schedule_group"].find(t.Context(), &round{aws: &AWS{Scheduler: fakeScheduler{"test"}}}, tagged("shop-prod"))
	if err != nil || len(other) != 1 || !other[0].foreign(tagged("shop-prod")) {
		t.Errorf("another environment's group: %v, %v", other, err)
	}
}
