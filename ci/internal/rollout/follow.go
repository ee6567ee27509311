package rollout

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
)

// Follow tells what happens to the services of a cluster, until the context ends. It decides nothing, so what can't be asked
// is left out: a cluster may not be there yet.
func Follow(ctx context.Context, client API, cluster string, services []string, options Options) {
	began := time.Now()
	seen := map[string]*events{}
	ticker := time.NewTicker(max(options.Poll, time.Second))
	defer ticker.Stop()
	for {
		for ten := range slices.Chunk(services, 10) { // as many as one call takes
			out, err := client.DescribeServices(ctx, &ecs.DescribeServicesInput{Cluster: aws.String(cluster), Services: ten})
			if err != nil {
				continue
			}
			for i := range out.Services {
				service := &out.Services[i]
				state := stateOf(service)
				state.ask(ctx, options.Health)
				name := aws.ToString(service.ServiceName)
				if seen[name] == nil {
					seen[name] = &events{}
				}
				options.Progress(Event{Service: name, Elapsed: time.Since(began), State: state, Messages: seen[name].add(service.Events, state.since)})
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// Changes reports only what changed: a line for each new state of a service and for each of its messages. One that was reported
// by an earlier watch of the same run is not reported again. What it returns may be called side by side.
func Changes(say func(service, line string)) func(Event) {
	var mu sync.Mutex
	last, said := map[string]string{}, map[string]bool{}
	return func(e Event) {
		mu.Lock()
		defer mu.Unlock()
		if line := e.State.String(); e.Err == nil && line != last[e.Service] {
			last[e.Service] = line
			say(e.Service, line)
		}
		for _, message := range e.Messages {
			if key := e.Service + "\n" + e.State.Deployment + "\n" + message; !said[key] {
				said[key] = true
				say(e.Service, "ECS: "+message)
			}
		}
	}
}

// Look gives the state of a service now, with its healthy targets where the load balancer can be asked.
func Look(ctx context.Context, client API, health HealthAPI, cluster, service string) (State, error) {
	w := &watch{client: client, target: Target{Cluster: cluster, Service: service}}
	found, err := w.describe(ctx)
	if err != nil {
		return State{}, err
	}
	state := stateOf(found)
	state.ask(ctx, health)
	return state, nil
}

// Describe says in a line what a service runs now, and the ARN of the task definition.
func Describe(ctx context.Context, client API, cluster, service string) (line, definition string, err error) {
	state, err := Look(ctx, client, nil, cluster, service)
	if err != nil {
		return "", "", err
	}
	return Short(state.TaskDefinition) + ", " + state.String(), state.TaskDefinition, nil
}

// DefinitionAPI is the part of an ECS client that knows task definitions. *ecs.Client is one.
type DefinitionAPI interface {
	DescribeTaskDefinition(context.Context, *ecs.DescribeTaskDefinitionInput, ...func(*ecs.Options)) (*ecs.DescribeTaskDefinitionOutput, error)
}

// Digest is that of the image which a task definition has for a service, "" where its image has no digest.
func Digest(ctx context.Context, client DefinitionAPI, definition, service string) (string, error) {
	out, err := client.DescribeTaskDefinition(ctx, &ecs.DescribeTaskDefinitionInput{TaskDefinition: aws.String(definition)})
	if err != nil {
		return "", fmt.Errorf("look at task definition %s: %w", Short(definition), err)
	}
	for _, container := range out.TaskDefinition.ContainerDefinitions {
		if aws.ToString(container.Name) == service {
			_, digest, _ := strings.Cut(aws.ToString(container.Image), "@")
			return digest, nil
		}
	}
	return "", nil
}
