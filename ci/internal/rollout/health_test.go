package rollout

import (
	"context"
	"errors"
	"strings"
	"testing"

	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"
)

// targets is a load balancer whose one target group has targets in these states.
type targets struct {
	states []types.TargetHealthStateEnum
	err    error
}

func (f targets) DescribeTargetHealth(context.Context, *elb.DescribeTargetHealthInput, ...func(*elb.Options)) (*elb.DescribeTargetHealthOutput, error) {
	if f.err != nil {
		return nil, f.err
	}
	out := &elb.DescribeTargetHealthOutput{}
	for _, state := range f.states {
		description := types.TargetHealthDescription{}
		if state != "" {
			description.TargetHealth = &types.TargetHealth{State: state}
		}
		out.TargetHealthDescriptions = append(out.TargetHealthDescriptions, description)
	}
	return out, nil
}

func TestHealthy(t *testing.T) {
	for name, test := range map[string]struct {
		states         []types.TargetHealthStateEnum
		healthy, total int
	}{
		"none":     {nil, 0, 0},
		"all":      {[]types.TargetHealthStateEnum{"healthy", "healthy"}, 2, 2},
		"starting": {[]types.TargetHealthStateEnum{"healthy", "initial", "unhealthy", "unused", "unavailable", ""}, 1, 6},
		"old ones": {[]types.TargetHealthStateEnum{"healthy", "draining", "unhealthy.draining"}, 1, 1},
	} {
		t.Run(name, func(t *testing.T) {
			healthy, total, err := Healthy(t.Context(), targets{states: test.states}, "arn")
			if err != nil || healthy != test.healthy || total != test.total {
				t.Errorf("got %d of %d, %v, want %d of %d", healthy, total, err, test.healthy, test.total)
			}
		})
	}
}

func TestHealthyErrors(t *testing.T) {
	for want, cause := range map[string]error{
		"does not exist: apply the platform first": &types.TargetGroupNotFoundException{},
		"ask for the health of target group arn":   errors.New("connection refused"),
	} {
		if _, _, err := Healthy(t.Context(), targets{err: cause}, "arn"); !errors.Is(err, cause) || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}
