package logs

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
)

var began = time.Date(2026, 11, 29, 3, 0, 0, 0, time.UTC)

// store has the lines of log groups, and gives them one a page.
type store struct {
	groups map[string][]types.FilteredLogEvent
	calls  int
	then   func(*store)
}

func event(second int, id, text string) types.FilteredLogEvent {
	return types.FilteredLogEvent{
		EventId: aws.String(id), Message: aws.String(text + "\n"), LogStreamName: aws.String("orders/orders/0123456789abcdef"),
		Timestamp: aws.Int64(began.Add(time.Duration(second) * time.Second).UnixMilli()),
	}
}

func (s *store) FilterLogEvents(_ context.Context, in *cloudwatchlogs.FilterLogEventsInput, _ ...func(*cloudwatchlogs.Options)) (*cloudwatchlogs.FilterLogEventsOutput, error) {
	s.calls++
	if s.then != nil {
		s.then(s)
	}
	events, there := s.groups[*in.LogGroupName]
	if !there {
		return nil, &types.ResourceNotFoundException{}
	}
	events = slices.DeleteFunc(slices.Clone(events), func(e types.FilteredLogEvent) bool { return *e.Timestamp < *in.StartTime })
	at := 0
	if in.NextToken != nil {
		at = len(*in.NextToken)
	}
	out := &cloudwatchlogs.FilterLogEventsOutput{}
	if at < len(events) {
		out.Events = events[at : at+1]
	}
	if at+1 < len(events) {
		out.NextToken = aws.String(strings.Repeat("x", at+1))
	}
	return out, nil
}

func texts(lines []Line) (all []string) {
	for _, l := range lines {
		all = append(all, l.Text)
	}
	return all
}

func TestRead(t *testing.T) {
	s := &store{groups: map[string][]types.FilteredLogEvent{
		"/ecs/shop/orders": {event(-60, "0", "before"), event(1, "1", "one"), event(3, "2", "three")}, "/ecs/shop/catalog": {event(2, "1", "two")},
	}}
	groups := map[string]string{"orders": "/ecs/shop/orders", "catalog": "/ecs/shop/catalog"}
	lines, err := Read(t.Context(), s, groups, began)
	if want := []string{"one", "two", "three"}; err != nil || !slices.Equal(texts(lines), want) {
		t.Errorf("got %q, %v", texts(lines), err)
	}
	if got := lines[0].String(); got != "2026-11-29T03:00:01Z orders 01234567 | one" {
		t.Errorf("got %q", got)
	}
	beside := event(4, "3", "four")
	beside.LogStreamName = aws.String("agent/agent/0123456789abcdef")
	if got := line("orders", beside).String(); got != "2026-11-29T03:00:04Z orders/agent 01234567 | four" {
		t.Errorf("of a container beside the service's own: %q", got)
	}
	var none *NoneError
	_, err = Read(t.Context(), s, map[string]string{"mailer": "/ecs/shop/mailer"}, began)
	if !errors.As(err, &none) || !strings.Contains(err.Error(), "service mailer has no log") {
		t.Errorf("a service that is not there: %v", err)
	}
}

func TestFollow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		s := &store{groups: map[string][]types.FilteredLogEvent{"/ecs/shop/orders": {event(1, "1", "one")}}}
		s.then = func(s *store) {
			switch s.calls {
			case 2: // two lines, of which one comes late
				s.groups["/ecs/shop/orders"] = append(s.groups["/ecs/shop/orders"], event(40, "3", "forty"), event(20, "2", "twenty, late"))
			case 6:
				stop()
			}
		}
		var said []string
		err := Follow(ctx, s, map[string]string{"orders": "/ecs/shop/orders"}, began, time.Second, func(l Line) { said = append(said, l.Text) })
		if want := []string{"one", "twenty, late", "forty"}; err != nil || !slices.Equal(said, want) {
			t.Errorf("said %q, %v", said, err)
		}
	})
}
