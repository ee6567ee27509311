package rollout

import (
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/google/go-cmp/cmp"
)

func TestWatchTellsEachMessageOnce(t *testing.T) {
	running := []types.Deployment{primary(newDefinition, "IN_PROGRESS", 1, 1, 2)}
	service := &fakeService{looks: []look{
		{deployments: running, events: []types.ServiceEvent{message(1, "one"), message(-5, "before")}},
		{deployments: running, events: []types.ServiceEvent{message(3, "three"), message(2, "two"), message(1, "one")}},
		at(primary(newDefinition, "COMPLETED", 2, 0, 2)),
	}}
	watched(t, service, target(2), func(err error, events []Event) {
		if err != nil {
			t.Fatal(err)
		}
		var told [][]string
		for _, e := range events {
			told = append(told, e.Messages)
		}
		if diff := cmp.Diff([][]string{{"one"}, {"two", "three"}, nil}, told); diff != "" {
			t.Errorf("messages (-want +got):\n%s", diff)
		}
	})
}

func TestErrorsCarryFewMessages(t *testing.T) {
	var found []types.ServiceEvent
	for i := range 20 {
		found = append([]types.ServiceEvent{message(i, fmt.Sprint(i))}, found...)
	}
	var e events
	e.add(found, time.Time{})
	if diff := cmp.Diff([]string{"15", "16", "17", "18", "19"}, e.last()); diff != "" {
		t.Errorf("last (-want +got):\n%s", diff)
	}
}
