package schedule

import (
	"context"
	"errors"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/scheduler"
	"github.com/aws/aws-sdk-go-v2/service/scheduler/types"
)

type fake struct{ state types.ScheduleState }

func (f fake) GetSchedule(_ context.Context, in *scheduler.GetScheduleInput, _ ...func(*scheduler.Options)) (*scheduler.GetScheduleOutput, error) {
	if *in.GroupName != "shop-prod" || *in.Name != "report" {
		return nil, &types.ResourceNotFoundException{}
	}
	return &scheduler.GetScheduleOutput{
		ScheduleExpression: aws.String("cron(0 3 * * ? *)"), ScheduleExpressionTimezone: aws.String("UTC"), State: f.state,
		Target: &types.Target{EcsParameters: &types.EcsParameters{TaskDefinitionArn: aws.String("arn:report:8")}},
	}, nil
}

func TestLook(t *testing.T) {
	on, err := Look(t.Context(), fake{types.ScheduleStateEnabled}, "shop-prod", "report")
	if err != nil || on.String() != "cron(0 3 * * ? *), UTC" || on.Starts("arn:report:8") != nil {
		t.Errorf("%s, %v, %v", on, err, on.Starts("arn:report:8"))
	}
	if on.Starts("arn:report:9") == nil {
		t.Error("a schedule of an older release passed")
	}
	off, err := Look(t.Context(), fake{types.ScheduleStateDisabled}, "shop-prod", "report")
	if err != nil || off.Starts("arn:report:8") == nil {
		t.Errorf("one that is switched off passed: %v", err)
	}
	if _, err := Look(t.Context(), fake{}, "shop-test", "report"); !errors.Is(err, ErrNone) {
		t.Errorf("one that is not there: %v", err)
	}
}
