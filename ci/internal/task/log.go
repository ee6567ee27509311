package task

import (
	"context"
	"errors"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logs "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"dagger/slipway/internal/stopped"
)

// tail reads the log of a container, from its first line on.
type tail struct {
	client        stopped.Logs
	group, stream string
	next          *string
	say           func(string)
	last          []string
	unread        bool // was said
}

// keep is how many of a task's last lines are kept.
const keep = 500

func newTail(client stopped.Logs, definition *types.TaskDefinition, container, task string) *tail {
	t := &tail{client: client}
	t.group, t.stream = stopped.Stream(definition, container, task)
	return t
}

// read says what came since the last look, and how many lines that were. A log that can't be read does not end the task: that is said, once.
func (t *tail) read(ctx context.Context) (lines int) {
	for t.group != "" {
		page, err := t.client.GetLogEvents(ctx, &cloudwatchlogs.GetLogEventsInput{
			LogGroupName: aws.String(t.group), LogStreamName: aws.String(t.stream), StartFromHead: aws.Bool(true), NextToken: t.next,
		})
		if err != nil {
			t.lost(err)
			return lines
		}
		for _, event := range page.Events {
			line := strings.TrimRight(aws.ToString(event.Message), "\n")
			t.say(line)
			lines++
			t.last = append(t.last[max(0, len(t.last)-keep+1):], line)
		}
		// The end has the token that was given. A page without lines is no end.
		end := t.next != nil && aws.ToString(page.NextForwardToken) == *t.next
		t.next = page.NextForwardToken
		if end || t.next == nil {
			return lines
		}
	}
	return lines
}

// lost says once that the log can't be read. A container that has not started has no stream yet.
func (t *tail) lost(err error) {
	var none *logs.ResourceNotFoundException
	if errors.As(err, &none) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || t.unread {
		return
	}
	t.unread = true
	t.say("its log " + t.group + " can't be read, and the task goes on: " + err.Error())
}
