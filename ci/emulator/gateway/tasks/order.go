package tasks

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// defaultStartTimeout is ECS's: how long a container waits for those that it depends on.
const defaultStartTimeout = 3 * time.Minute

// inOrder are the containers of a definition so that each comes after those that it depends on, and else as they are; none where they go
// round in a circle, or depend on what is not there.
func inOrder(definitions []types.ContainerDefinition) []types.ContainerDefinition {
	var ordered []types.ContainerDefinition
	there := func(name *string) bool {
		return slices.ContainsFunc(ordered, func(c types.ContainerDefinition) bool { return aws.ToString(c.Name) == aws.ToString(name) })
	}
	for len(ordered) < len(definitions) {
		before := len(ordered)
		for _, c := range definitions {
			waits := slices.ContainsFunc(c.DependsOn, func(d types.ContainerDependency) bool { return !there(d.ContainerName) })
			if !waits && !there(c.Name) {
				ordered = append(ordered, c)
			}
		}
		if len(ordered) == before {
			return nil
		}
	}
	return ordered
}

// ready returns once a container may start: those that it depends on started before it (inOrder), and are well where it says so.
func (l *life) ready(ctx context.Context, c *container) error {
	timeout := seconds(c.definition.StartTimeout, int32(defaultStartTimeout/time.Second))
	ctx, cancel := context.WithTimeoutCause(ctx, timeout, fmt.Errorf("dependency graph: container ordering dependency for target [%s] has timed out", c.state.Name))
	defer cancel()
	for _, dependency := range c.definition.DependsOn {
		for _, on := range l.containers {
			if on.state.Name != aws.ToString(dependency.ContainerName) || dependency.Condition != types.ContainerConditionHealthy {
				continue
			}
			if err := l.well(ctx, on); err != nil {
				return err
			}
		}
	}
	return nil
}

// well waits until a container's own check passes.
func (l *life) well(ctx context.Context, c *container) error {
	tick := time.NewTicker(poll)
	defer tick.Stop()
	for {
		l.mu.Lock()
		health := c.state.Health
		l.mu.Unlock()
		if health == string(types.HealthStatusHealthy) {
			return nil
		}
		if health == string(types.HealthStatusUnhealthy) {
			return fmt.Errorf("dependency graph: container dependency [%s] did not become healthy", c.state.Name)
		}
		select {
		case <-tick.C:
		case <-c.ended:
			return fmt.Errorf("dependency graph: container dependency [%s] stopped before it was healthy", c.state.Name)
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// dependents are the containers that depend on one: ECS stops them before it.
func (l *life) dependents(on *container) []*container {
	var found []*container
	for _, c := range l.containers {
		if slices.ContainsFunc(c.definition.DependsOn, func(d types.ContainerDependency) bool { return aws.ToString(d.ContainerName) == on.state.Name }) {
			found = append(found, c)
		}
	}
	return found
}
