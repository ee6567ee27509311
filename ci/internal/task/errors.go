package task

import (
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// NoRoomError is a task that ECS did not start, because no instance takes it.
type NoRoomError struct {
	Name, Cluster string
	Failures      []types.Failure
}

func (e *NoRoomError) Error() string {
	text := fmt.Sprintf("%s: no instance of cluster %s takes its task:", e.Name, e.Cluster)
	if len(e.Failures) == 0 {
		text += " ECS does not say why"
	}
	for _, f := range e.Failures {
		text += "\n  " + strings.TrimSpace(aws.ToString(f.Reason)+" "+aws.ToString(f.Arn)+" "+aws.ToString(f.Detail))
	}
	return text + "\nGive it less memory or cpu, or the cluster more room: cluster.instance_types and cluster.max_size. `instances` shows what runs there"
}

// NotStartedError is a task whose container never ran to an end of its own.
type NotStartedError struct {
	Name string
	Text string // why, with the last lines of its log
}

func (e *NotStartedError) Error() string {
	return fmt.Sprintf("%s: its task never ran: %s\nMend it, deploy, and type the same command again", e.Name, strings.TrimSuffix(e.Text, "\n"))
}

// ExitError is a task that ended with another exit code than 0, or that somebody stopped.
type ExitError struct {
	Name  string
	Code  int
	Asked bool   // somebody stopped it
	Text  string // how it ended, with the last lines of its log
}

func (e *ExitError) Error() string {
	what := fmt.Sprintf("ended with exit code %d", e.Code)
	if e.Asked {
		what = fmt.Sprintf("was stopped by somebody, and ended with exit code %d", e.Code)
	}
	return fmt.Sprintf("%s: its task %s: %s\n`logs --service %[1]s` has the rest of its log", e.Name, what, strings.TrimSuffix(e.Text, "\n"))
}

// InterruptedError is a task that was followed no longer.
type InterruptedError struct {
	Name, ID   string
	Stop       string // the command that stops it
	NotStopped error
	Late       bool // it had its time
	Last       []string
	Err        error
}

func (e *InterruptedError) Error() string {
	why := "the call ended before its task " + e.ID + " did"
	if e.Late {
		why = "its task " + e.ID + " did not end in the time that it has"
	}
	text := fmt.Sprintf("%s: %s, which was stopped", e.Name, why)
	if e.NotStopped != nil {
		text = fmt.Sprintf("%s: %s, and could not be stopped (%v): type `%s`", e.Name, why, e.NotStopped, e.Stop)
	}
	const few = 10
	for _, line := range e.Last[max(0, len(e.Last)-few):] {
		text += "\n  | " + line
	}
	if e.Late {
		text += "\nGive it more time, by --timeout of `task` or before.timeout in its settings"
	}
	return text
}

// Unwrap is why the call ended.
func (e *InterruptedError) Unwrap() error { return e.Err }
