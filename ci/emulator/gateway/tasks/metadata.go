package tasks

import (
	"crypto/rand"
	"encoding/json"
	"net/http"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// metadata answers tasks as the agent does: what they are, and the keys of their role. Each container has a path of its own.
type metadata struct {
	mu    sync.Mutex
	known map[string]owner
}

type owner struct {
	life      *life
	container *container
}

// environment is what the agent gives a container. Its definition may say otherwise.
func (m *metadata) environment(l *life, c *container) map[string]string {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.known == nil {
		m.known = map[string]owner{}
	}
	id := rand.Text()
	m.known[id] = owner{l, c}
	values := map[string]string{
		"AWS_REGION": l.task.Region, "AWS_DEFAULT_REGION": l.task.Region,
		"AWS_EXECUTION_ENV":             "AWS_ECS_" + l.task.LaunchType,
		"AWS_ENDPOINT_URL":              "http://" + address, // AWS itself is elsewhere
		"ECS_CONTAINER_METADATA_URI_V4": "http://" + address + "/v4/" + id,
	}
	if l.task.TaskRole != "" {
		values["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = "/v2/credentials/" + id
	}
	return values
}

func (m *metadata) forget(l *life) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for id, o := range m.known {
		if o.life == l {
			delete(m.known, id)
		}
	}
}

func (m *metadata) find(id string) (owner, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	o, found := m.known[id]
	return o, found
}

// handler answers the agent's paths, and leaves the others to AWS.
func (m *metadata) handler(a agent, others http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v4/{id}", m.answer(func(_ *http.Request, o owner) (any, error) { return describe(o.life, o.container), nil }))
	mux.HandleFunc("GET /v4/{id}/task", m.answer(func(_ *http.Request, o owner) (any, error) { return describeTask(o.life), nil }))
	mux.HandleFunc("GET /v2/credentials/{id}", m.answer(func(r *http.Request, o owner) (any, error) {
		return a.credentials(r.Context(), o.life.task.TaskRole, o.life.task.Region)
	}))
	mux.Handle("/", others)
	return mux
}

func (m *metadata) answer(find func(*http.Request, owner) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		o, found := m.find(r.PathValue("id"))
		if !found {
			http.Error(w, "no container has this path: ask at the one in ECS_CONTAINER_METADATA_URI_V4", http.StatusNotFound)
			return
		}
		body, err := find(r, o)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		// The client is gone when this fails; there is nobody to tell.
		_ = json.NewEncoder(w).Encode(body)
	}
}

func describe(l *life, c *container) map[string]any {
	l.mu.Lock()
	defer l.mu.Unlock()
	t := l.task
	return map[string]any{
		"DockerId": c.state.RuntimeID, "Name": c.state.Name, "DockerName": c.name,
		"Image": aws.ToString(c.definition.Image), "ImageID": c.state.Digest, "KnownStatus": c.state.Status, "DesiredStatus": "RUNNING", "Type": "NORMAL",
		"Labels": map[string]string{
			"com.amazonaws.ecs.cluster": t.Cluster, "com.amazonaws.ecs.container-name": c.state.Name, label: t.ARN,
			"com.amazonaws.ecs.task-definition-family": t.Family, "com.amazonaws.ecs.task-definition-version": t.Revision,
		},
		"Networks": []map[string]any{{
			"NetworkMode": t.NetworkMode, "IPv4Addresses": []string{t.Network.Address}, "IPv4SubnetCIDRBlock": t.Network.Subnet,
		}},
	}
}

func describeTask(l *life) map[string]any {
	t := l.task
	var containers []map[string]any
	for _, c := range l.containers {
		containers = append(containers, describe(l, c))
	}
	return map[string]any{
		"Cluster": t.Cluster, "TaskARN": t.ARN, "Family": t.Family, "Revision": t.Revision, "DesiredStatus": "RUNNING", "KnownStatus": "RUNNING",
		"AvailabilityZone": t.Zone, "LaunchType": t.LaunchType, "Containers": containers,
	}
}
