package main

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"strings"

	"slipway/emulator/gateway/balancer"
	"slipway/emulator/gateway/databases"
	"slipway/emulator/gateway/session"
	"slipway/emulator/gateway/tasks"
)

// runKinds says whether ECS's tasks and RDS's PostgreSQL instances are real, and if not, why.
type runKinds struct {
	Tasks           string `json:"tasks"`
	Reason          string `json:"reason,omitempty"`
	Databases       string `json:"databases"`
	DatabasesReason string `json:"databasesReason,omitempty"`
	// PostgreSQL is the version of all instances.
	PostgreSQL string `json:"postgresql,omitempty"`
	// IAM says whose calls are judged: those of "roles", or with "off" nobody's.
	IAM string `json:"iam"`
}

// iam reads what moto's side reads too: slipway_emulator/iam/enforce.py.
func iam() string {
	if strings.EqualFold(os.Getenv("SLIPWAY_IAM"), "off") {
		return "off"
	}
	return "roles"
}

// runners run what the API only describes. One is nil where what it would run is simulated.
type runners struct {
	tasks     *tasks.Runner
	databases *databases.Runner
	kinds     runKinds
}

// openRunners looks at what can run here.
func openRunners(ctx context.Context, o options) (*runners, error) {
	r := &runners{kinds: runKinds{Tasks: tasks.Real, Databases: tasks.Real, IAM: iam()}}
	var why string
	var err error
	if r.tasks, why, err = tasks.Open(ctx, o.tasks, o.tasksData); err != nil {
		return nil, err
	}
	if r.tasks == nil {
		r.kinds.Tasks, r.kinds.Reason = tasks.Simulated, why
		r.kinds.Databases, r.kinds.DatabasesReason = tasks.Simulated, "tasks are simulated, and only they would reach one"
		return r, nil
	}
	if r.databases, why = databases.Open(ctx, o.tasksData); r.databases == nil {
		r.kinds.Databases, r.kinds.DatabasesReason = tasks.Simulated, why
		slog.Warn("databases are simulated", "reason", why)
	}
	r.kinds.PostgreSQL = r.databases.Version()
	return r, nil
}

// serve runs all of it until the context ends.
func (r *runners) serve(ctx context.Context, moto *url.URL, gateway http.Handler, balancers *balancer.Balancer) {
	if r.tasks != nil {
		go r.tasks.Serve(ctx, moto, gateway)
	}
	if r.databases != nil {
		r.databases.Start(ctx, moto, balancers.Authority())
	}
}

// sessions are the streams of ECS Exec; there are none where tasks are simulated.
func (r *runners) sessions(moto *url.URL) http.Handler {
	if r.tasks == nil {
		return nil
	}
	return &session.Handler{Moto: moto, Runner: r.tasks}
}

// close takes down what ran. The context of serve has ended.
func (r *runners) close() {
	r.tasks.Close()
	r.databases.Close()
}
