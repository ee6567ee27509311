package rollout

import (
	"context"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// doubt is how long a service must be stuck until it counts: a rollback follows a failure, and ECS is eventually consistent.
const doubt = 30 * time.Second

// stuck tells that a deployment failed, and that the service has no other which ECS could go back to. Whoever waits for such a service to
// become steady waits for as long as he may.
func (s State) stuck() bool {
	return s.Rollout == string(types.DeploymentRolloutStateFailed) && s.alone
}

// UntilStuck hands events on to progress, and calls stuck once, when a service's deployment stays so that was made after this began: what
// comes may mend an earlier one.
func UntilStuck(began time.Time, progress func(Event), stuck func(*FailedError)) func(Event) {
	var mu sync.Mutex
	var called bool
	since := map[string]time.Duration{} // deployment → when it was first seen stuck
	return func(e Event) {
		progress(e)
		mu.Lock()
		defer mu.Unlock()
		if called || e.Err != nil || !e.State.stuck() || e.State.since.Before(began) {
			return
		}
		first, seen := since[e.State.Deployment]
		if !seen {
			since[e.State.Deployment] = e.Elapsed
		}
		if !seen || e.Elapsed-first < doubt {
			return
		}
		called = true
		stuck(&FailedError{
			Service: e.Service, TaskDefinition: e.State.TaskDefinition, Reason: e.State.Reason, FailedTasks: e.State.FailedTasks, Messages: e.Messages,
		})
	}
}

// Stuck is the deployment of a service that is stuck, "" where it is not, or can't be asked.
func Stuck(ctx context.Context, client API, cluster, service string) string {
	state, err := Look(ctx, client, nil, cluster, service)
	if err != nil || !state.stuck() {
		return ""
	}
	return state.Deployment
}
