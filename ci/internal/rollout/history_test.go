package rollout

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/smithy-go"
)

// fakeHistory is ECS with the deployments of one service.
type fakeHistory struct {
	all     []types.ServiceDeploymentBrief
	err     error // of the list
	refuses error // of a stop
	stopped []string
}

func (f *fakeHistory) ListServiceDeployments(_ context.Context, in *ecs.ListServiceDeploymentsInput, _ ...func(*ecs.Options)) (*ecs.ListServiceDeploymentsOutput, error) {
	var found []types.ServiceDeploymentBrief
	for _, d := range f.all {
		if len(in.Status) == 0 || slices.Contains(in.Status, d.Status) {
			found = append(found, d)
		}
	}
	return &ecs.ListServiceDeploymentsOutput{ServiceDeployments: found}, f.err
}

func (f *fakeHistory) StopServiceDeployment(_ context.Context, in *ecs.StopServiceDeploymentInput, _ ...func(*ecs.Options)) (*ecs.StopServiceDeploymentOutput, error) {
	if in.StopType != types.StopServiceDeploymentStopTypeRollback {
		return nil, errors.New("it would leave the service as it is")
	}
	f.stopped = append(f.stopped, aws.ToString(in.ServiceDeploymentArn))
	return &ecs.StopServiceDeploymentOutput{}, f.refuses
}

func deployment(arn string, minute int, status types.ServiceDeploymentStatus) types.ServiceDeploymentBrief {
	return types.ServiceDeploymentBrief{
		ServiceDeploymentArn: aws.String(arn), Status: status, CreatedAt: aws.Time(deployed.Add(time.Duration(minute) * time.Minute)),
	}
}

func TestNewestWhateverTheOrder(t *testing.T) {
	f := &fakeHistory{all: []types.ServiceDeploymentBrief{
		deployment("second", 2, types.ServiceDeploymentStatusSuccessful),
		deployment("third", 3, types.ServiceDeploymentStatusRollbackSuccessful),
		deployment("first", 1, types.ServiceDeploymentStatusSuccessful),
	}}
	if got, err := Newest(t.Context(), f, "main", "catalog"); got != "third" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
	if got, err := Newest(t.Context(), &fakeHistory{err: &types.ServiceNotFoundException{}}, "main", "catalog"); got != "" || err != nil {
		t.Errorf("of a service that is not there: %q, %v", got, err)
	}
}

func TestStopTakesBackWhatIsInProgress(t *testing.T) {
	running := []types.ServiceDeploymentBrief{
		deployment("done", 1, types.ServiceDeploymentStatusSuccessful), deployment("running", 2, types.ServiceDeploymentStatusInProgress),
	}
	for name, test := range map[string]struct {
		fakeHistory
		asked, stopped bool
		err            string
	}{
		"nothing in progress": {fakeHistory: fakeHistory{all: running[:1]}},
		"one in progress":     {fakeHistory: fakeHistory{all: running}, asked: true, stopped: true},
		"ended meanwhile":     {fakeHistory: fakeHistory{all: running, refuses: &types.ConflictException{}}, asked: true},
		"no such operation":   {fakeHistory: fakeHistory{all: running, refuses: &smithy.GenericAPIError{Code: "UnknownOperationException"}}, asked: true},
		"no history":          {fakeHistory: fakeHistory{err: &smithy.GenericAPIError{Code: "UnknownOperationException"}}},
		"refused": {fakeHistory: fakeHistory{all: running, refuses: &types.AccessDeniedException{}}, asked: true,
			err: "stop the rollout of service catalog"},
	} {
		t.Run(name, func(t *testing.T) {
			stopped, err := Stop(t.Context(), &test.fakeHistory, "main", "catalog")
			if stopped != test.stopped || slices.Contains(test.fakeHistory.stopped, "done") || test.asked != (len(test.fakeHistory.stopped) > 0) {
				t.Errorf("stopped is %t, asked for %v", stopped, test.fakeHistory.stopped)
			}
			if (err == nil) != (test.err == "") || err != nil && !strings.Contains(err.Error(), test.err) {
				t.Errorf("got %v, want %q", err, test.err)
			}
		})
	}
}
