package status

import "time"

// Environment is what was seen of one at a time.
type Environment struct {
	Name     string    `json:"environment"`
	At       time.Time `json:"at"`
	Services []Service `json:"services"`
	Alarms   []Alarm   `json:"alarms"`
}

// Service is one of the settings.
type Service struct {
	Name string `json:"name"`
	// Job says that the clock starts it: Rollout is then when, and Running counts the runs that are under way.
	Job bool `json:"job,omitempty"`
	// Rollout is ECS's state of it in words; Release the task definition with its revision.
	Rollout string `json:"rollout"`
	Release string `json:"release"`
	Running int    `json:"running"`
	Desired int    `json:"desired"`
	// Healthy counts its targets that the load balancer sends requests to, and of a worker the tasks whose own check passes; -1 is not
	// known.
	Healthy int    `json:"healthy"`
	Tasks   []Task `json:"tasks"`
	// Older are deployments that the newest one is to replace: what they run still serves.
	Older []Deployment `json:"older,omitempty"`
	// Unhealthy are the targets that get no requests, with the load balancer's reason.
	Unhealthy []Target `json:"unhealthy,omitempty"`
	// Trouble says why it is not as it should be, "" where it is.
	Trouble string `json:"trouble,omitempty"`
}

// Task is one that runs, or is to.
type Task struct {
	ID      string    `json:"id"`
	Status  string    `json:"status"`
	Health  string    `json:"health"`
	Release string    `json:"release"`
	Zone    string    `json:"zone"`
	Started time.Time `json:"started"`
}

// Deployment is one of a service, besides its newest.
type Deployment struct {
	Rollout string `json:"rollout"`
	Release string `json:"release"`
	Running int    `json:"running"`
	Desired int    `json:"desired"`
}

// Target is one that the load balancer does not call healthy.
type Target struct {
	Target string `json:"target"`
	State  string `json:"state"`
	Reason string `json:"reason"`
}

// Alarm is one of the environment's.
type Alarm struct {
	Name   string    `json:"name"`
	State  string    `json:"state"`
	Reason string    `json:"reason"`
	Since  time.Time `json:"since"`
}
