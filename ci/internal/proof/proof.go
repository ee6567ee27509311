// Package proof is what a deploy to the emulator proves, and what it can't.
package proof

import "fmt"

// real is the emulator's word for what it runs.
const real = "real"

// Emulator is what an emulator says of itself: GET /_slipway/health. One that does not speak of databases has none that are real.
type Emulator struct {
	Tasks string `json:"tasks"`
	// Reason is why tasks are simulated.
	Reason          string `json:"reason"`
	Databases       string `json:"databases"`
	DatabasesReason string `json:"databasesReason"`
	// PostgreSQL is the version of all database instances.
	PostgreSQL string `json:"postgresql"`
	// IAM says whose calls are judged: those of "roles". An emulator that is too old to say it judges nobody's.
	IAM string `json:"iam"`
}

// RealTasks says whether ECS's tasks are containers.
func (e Emulator) RealTasks() bool { return e.Tasks == real }

// HoldsRoles says whether roles are held to their policies.
func (e Emulator) HoldsRoles() bool { return e.IAM == "roles" }

// Lists are what was real and what was simulated, a line each.
func (e Emulator) Lists() (proven, simulated []string) {
	proven = []string{
		"tests, builds and image digests",
		"the push: a registry took the images by digest",
		"terraform: state, locks, plan and apply against the AWS API",
	}
	if e.RealTasks() {
		proven = append(proven,
			"ECS tasks: containers from their pushed digests, as their task definitions say; rollouts follow them",
			"the load balancer: listeners, rules, certificates, health checks; the probe went through it")
		simulated = []string{
			"VPC, NAT and instances: records; the tasks share one network and this machine",
			"secrets without a value: one is invented; on an account ECS starts no task without it",
		}
	} else {
		proven = append(proven, "the probe: each container was started from its pushed digest, with the environment of its task definition")
		simulated = []string{
			"ECS tasks, their rollout and the targets' health: moto says what it is set to" + because(e.Reason),
			"VPC, load balancer and instances: records without traffic",
		}
	}
	if e.Databases == real {
		proven = append(proven, "PostgreSQL databases: a server at each endpoint, with TLS and the password that its secret has")
		simulated = append(simulated, fmt.Sprintf("what databases have beside it: PostgreSQL is %s whatever engine_version says, "+
			"and snapshots, standbys and replicas are records", e.PostgreSQL))
	} else {
		simulated = append(simulated, "databases: records without a server"+because(e.DatabasesReason))
	}
	return proven, append(simulated, "scaling by metrics and alarms: nothing measures", e.iam())
}

func (e Emulator) iam() string {
	if e.HoldsRoles() {
		return "IAM: roles are held to their policies and boundaries; any other key is an administrator's"
	}
	return "IAM: every call is allowed"
}

func because(reason string) string {
	if reason == "" {
		return ""
	}
	return " (" + reason + ")"
}
