// Package logs reads what the containers of services wrote, from CloudWatch Logs.
package logs

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
)

// Poll is the time between two looks of Follow. CloudWatch shows a line some seconds after it was written.
const Poll = 3 * time.Second

// late is how long after its time a line can still appear.
const late = 30 * time.Second

// Line is one that a container wrote.
type Line struct {
	At      time.Time
	Service string
	// Container is the one beside the service's own that wrote it, a sidecar or the proxy of Service Connect; "" for the service's own.
	Container string
	// Task is the beginning of its id.
	Task string
	Text string

	id string
}

// String is the line as it is printed.
func (l Line) String() string {
	who := l.Service
	if l.Container != "" {
		who += "/" + l.Container
	}
	return fmt.Sprintf("%s %s %s | %s", l.At.UTC().Format("2006-01-02T15:04:05Z"), who, l.Task, l.Text)
}

// NoneError is a service without a log: it was never deployed.
type NoneError struct {
	Service, Group string
	Err            error
}

func (e *NoneError) Error() string {
	return fmt.Sprintf("service %s has no log: there is no log group %s. Run deploy first", e.Service, e.Group)
}

// Unwrap is CloudWatch's answer.
func (e *NoneError) Unwrap() error { return e.Err }

// Read gives the lines of some services since a time, the oldest first. Groups has the log group of each service.
func Read(ctx context.Context, client cloudwatchlogs.FilterLogEventsAPIClient, groups map[string]string, since time.Time) ([]Line, error) {
	var lines []Line
	for service, group := range groups {
		pages := cloudwatchlogs.NewFilterLogEventsPaginator(client, &cloudwatchlogs.FilterLogEventsInput{
			LogGroupName: aws.String(group), StartTime: aws.Int64(since.UnixMilli()),
		})
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			var none *types.ResourceNotFoundException
			if errors.As(err, &none) {
				return nil, &NoneError{Service: service, Group: group, Err: err}
			}
			if err != nil {
				return nil, fmt.Errorf("read the log %s: %w", group, err)
			}
			for _, event := range page.Events {
				lines = append(lines, line(service, event))
			}
		}
	}
	slices.SortStableFunc(lines, func(a, b Line) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Service, b.Service)) })
	return lines, nil
}

// line has the task's id from its stream, prefix/container/task, and from its prefix whose it is: the module ecs-service gives each
// container one of its own.
func line(service string, event types.FilteredLogEvent) Line {
	const short = 8
	stream := aws.ToString(event.LogStreamName)
	task := stream[strings.LastIndexByte(stream, '/')+1:]
	container, _, several := strings.Cut(stream, "/")
	if !several || container == service {
		container = ""
	}
	return Line{
		At: time.UnixMilli(aws.ToInt64(event.Timestamp)), Service: service, Container: container, Task: task[:min(short, len(task))],
		Text: strings.TrimRight(aws.ToString(event.Message), "\n"), id: aws.ToString(event.EventId),
	}
}

// Follow gives the lines since a time and then each new one, once, until the context ends, which is no error.
func Follow(ctx context.Context, client cloudwatchlogs.FilterLogEventsAPIClient, groups map[string]string, since time.Time, poll time.Duration, say func(Line)) error {
	said := map[string]time.Time{}
	for {
		lines, err := Read(ctx, client, groups, since)
		switch {
		case ctx.Err() != nil:
			return nil //nolint:nilerr // this end was asked for
		case err != nil:
			return err
		}
		for _, l := range lines {
			if _, is := said[l.Service+l.id]; !is {
				said[l.Service+l.id] = l.At
				say(l)
			}
			if from := l.At.Add(-late); from.After(since) {
				since = from
			}
		}
		for id, at := range said {
			if at.Before(since) {
				delete(said, id) // it is not asked for again
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(poll):
		}
	}
}
