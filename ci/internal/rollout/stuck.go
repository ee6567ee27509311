package rollout

import (
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// stuck tells that a deployment failed, and that the service has no other which ECS could go back to. Whoever waits for such a service to
// become steady waits for as long as he may.
func (s State) stuck() bool {
	return s.Rollout == string(types.DeploymentRolloutStateFailed) && s.alone
}

// UntilStuck hands events on to progress, and calls stuck once, when a service is so in two looks in a row. A deployment that had failed
// when it was seen first was so before: what comes now may mend it.
func UntilStuck(progress func(Event), stuck func(*FailedError)) func(Event) {
	var mu sync.Mutex
	var called bool
	before, suspect, known := map[string]bool{}, map[string]string{}, map[string]bool{}
	return func(e Event) {
		progress(e)
		mu.Lock()
		defer mu.Unlock()
		if called || e.Err != nil || e.State.Deployment == "" {
			return
		}
		id := e.State.Deployment
		if !known[id] {
			known[id], before[id] = true, e.State.stuck()
		}
		if before[id] || !e.State.stuck() {
			delete(suspect, e.Service)
			return
		}
		if suspect[e.Service] != id {
			suspect[e.Service] = id
			return
		}
		called = true
		stuck(&FailedError{
			Service: e.Service, TaskDefinition: e.State.TaskDefinition, Reason: e.State.Reason, FailedTasks: e.State.FailedTasks, Messages: e.Messages,
		})
	}
}
