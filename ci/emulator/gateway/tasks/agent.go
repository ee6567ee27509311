// Package tasks runs the tasks of the emulator's ECS as containers, as ECS's agent does on an instance: it asks moto which tasks
// there are (slipway_emulator/ecs/agent.py), runs them with podman, and reports what becomes of them.
package tasks

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"slipway/emulator/gateway/connect"
	"slipway/emulator/gateway/control"
)

// task is what ECS tells its agent of a task.
type task struct {
	ARN, ID, Cluster, Region, Account, Group, Family, Revision, Definition string
	NetworkMode, LaunchType, Zone, CreatedAt, TaskRole                     string
	Network                                                                *network
	// Memory is the task's own limit in MiB, 0 where only its containers have one.
	Memory     int64
	Containers []types.ContainerDefinition
	Volumes    []types.Volume
	// Secrets are their values by container and name: nothing of them may reach a log.
	Secrets map[string]map[string]string
	// Files are what the files of a container's environment say, by container and name.
	Files map[string]map[string]string
	// Connect are the names of other services that it knows (Service Connect).
	Connect []connect.Name
	// Refused says why ECS does not let the task start.
	Refused *struct{ Reason, Container string }
}

// network is where a task's interface lies.
type network struct{ VPC, Range, Subnet, Address string }

// containerState is what is reported of a container.
type containerState struct {
	Name      string `json:"name"`
	Status    string `json:"status"`
	RuntimeID string `json:"runtimeId,omitempty"`
	Digest    string `json:"digest,omitempty"`
	ExitCode  *int   `json:"exitCode,omitempty"`
	Reason    string `json:"reason,omitempty"`
	// Health is set for a container whose definition has a health check.
	Health string `json:"health,omitempty"`
}

// taskState is what is reported of a task.
type taskState struct {
	ARN        string           `json:"arn"`
	Status     string           `json:"status"`
	StopCode   string           `json:"stopCode,omitempty"`
	Reason     string           `json:"reason,omitempty"`
	Containers []containerState `json:"containers,omitempty"`
}

// line is one of a container's log.
type line struct {
	Timestamp int64  `json:"timestamp"`
	Message   string `json:"message"`
}

// agent is the way to ECS.
type agent struct{ moto *url.URL }

// tasks returns the tasks that there are, and whether each is to run.
func (a agent) tasks(ctx context.Context) (map[string]bool, error) {
	var answer struct {
		Tasks []struct{ ARN, Desired string }
	}
	if err := a.call(ctx, http.MethodGet, "agent/tasks", nil, nil, &answer); err != nil {
		return nil, err
	}
	desired := map[string]bool{}
	for _, t := range answer.Tasks {
		desired[t.ARN] = t.Desired == "RUNNING"
	}
	return desired, nil
}

func (a agent) task(ctx context.Context, arn string) (*task, error) {
	t := &task{}
	return t, a.call(ctx, http.MethodGet, "agent/task", url.Values{"arn": {arn}}, nil, t)
}

// endpoints are the names of Service Connect, each with the tasks behind it.
func (a agent) endpoints(ctx context.Context) ([]connect.Endpoint, error) {
	var answer struct{ Endpoints []connect.Endpoint }
	return answer.Endpoints, a.call(ctx, http.MethodGet, "agent/connect", nil, nil, &answer)
}

func (a agent) report(ctx context.Context, state taskState) error {
	return a.call(ctx, http.MethodPost, "agent/task", nil, state, nil)
}

func (a agent) logs(ctx context.Context, arn, container string, lines []line) error {
	return a.call(ctx, http.MethodPost, "agent/logs", nil, map[string]any{"arn": arn, "container": container, "events": lines}, nil)
}

func (a agent) credentials(ctx context.Context, role, region string) (json.RawMessage, error) {
	var keys json.RawMessage
	err := a.call(ctx, http.MethodGet, "agent/credentials", url.Values{"role": {role}, "region": {region}}, nil, &keys)
	return keys, err
}

func (a agent) call(ctx context.Context, method, path string, query url.Values, body, answer any) error {
	return control.Call(ctx, a.moto, method, path, query, body, answer)
}
