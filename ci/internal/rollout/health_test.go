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
		states  []types.TargetHealthStateEnum
		healthy int
	}{
		"none":     {nil, 0},
		"all":      {[]types.TargetHealthStateEnum{"healthy", "healthy"}, 2},
		"starting": {[]types.TargetHealthStateEnum{"healthy", "initial", "unhealthy", "unused", "unavailable", ""}, 1},
		"old ones": {[]types.TargetHealthStateEnum{"healthy", "draining", "unhealthy.draining"}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			healthy, err := Healthy(t.Context(), targets{states: test.states}, "arn")
			if err != nil || healthy != test.healthy {
				t.Errorf("got %d, %v, want %d", healthy, err, test.healthy)
			}
		})
	}
}

func TestHealthyErrors(t *testing.T) {
	for want, cause := range map[string]error{
		"run deploy first":                       &types.TargetGroupNotFoundException{},
		"ask for the health of target group arn": errors.New("connection refused"),
	} {
		if _, err := Healthy(t.Context(), targets{err: cause}, "arn"); !errors.Is(err, cause) || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}
