package stopped

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// events are a service's, the newest first.
type events []types.ServiceEvent

func (e events) DescribeServices(context.Context, *ecs.DescribeServicesInput, ...func(*ecs.Options)) (*ecs.DescribeServicesOutput, error) {
	return &ecs.DescribeServicesOutput{Services: []types.Service{{Events: e}}}, nil
}

func event(minutes int, message string) types.ServiceEvent {
	return types.ServiceEvent{CreatedAt: aws.Time(deployed.Add(time.Duration(minutes) * time.Minute)), Message: aws.String(message)}
}

func TestUnplaced(t *testing.T) {
	const full = "(service orders) was unable to place a task because no container instance met all of its requirements. The closest matching " +
		"(container-instance 1) has insufficient memory available."
	for name, c := range map[string]struct {
		events events
		want   string
	}{
		"no room":                   {events{event(2, "(service orders) has started 1 tasks"), event(1, full)}, full},
		"no room, but before":       {events{event(2, "(service orders) has started 1 tasks"), event(-1, full)}, ""},
		"room":                      {events{event(2, "(service orders) has reached a steady state.")}, ""},
		"a service without a story": {nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Unplaced(t.Context(), c.events, "shop", "orders", deployed)
			if err != nil || !strings.HasPrefix(got, c.want) || (got == "") != (c.want == "") {
				t.Errorf("got %q, %v", got, err)
			}
			if c.want != "" && !strings.Contains(got, "cluster.max_size") {
				t.Errorf("it says nothing to do: %q", got)
			}
		})
	}
}
