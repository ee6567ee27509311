package balancer

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"slipway/emulator/gateway/balancer/target"
)

// reports tell moto the health of targets. Of each target only the last health counts.
type reports struct {
	address string

	mu      sync.Mutex
	waiting map[reported]target.Health
	wake    chan struct{}
	failed  string // what was said of the last failure
}

type reported struct {
	group  string
	target target.Address
}

func newReports(endpoint string) *reports {
	return &reports{
		address: endpoint + "/_slipway/target-health", waiting: map[reported]target.Health{}, wake: make(chan struct{}, 1),
	}
}

// add takes a report, and does not wait until it is sent. That a target drains moto knows, which took it out.
func (r *reports) add(group string, to target.Address, health target.Health) {
	if health.State == target.Draining || health.State == target.Unused {
		return
	}
	r.mu.Lock()
	r.waiting[reported{group, to}] = health
	r.mu.Unlock()
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// run sends what is waiting. What moto did not take is sent again if moto still says otherwise: followTargets sees to that.
func (r *reports) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-r.wake:
		}
		r.mu.Lock()
		waiting := r.waiting
		r.waiting = map[reported]target.Health{}
		r.mu.Unlock()
		for to, health := range waiting {
			if err := r.send(ctx, to, health); ctx.Err() == nil {
				r.note(err)
			}
		}
	}
}

func (r *reports) send(ctx context.Context, to reported, health target.Health) error {
	body, err := json.Marshal(map[string]any{
		"targetGroupArn": to.group, "id": to.target.ID, "port": to.target.Port,
		"state": health.State, "reason": health.Reason, "description": health.Description,
	})
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, r.address, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	switch {
	case response.StatusCode == http.StatusBadRequest: // the target was taken out meanwhile
		why, _ := io.ReadAll(io.LimitReader(response.Body, 1000))
		slog.Debug("moto takes no report of a target", "target", to.target, "answer", string(why))
	case response.StatusCode > http.StatusBadRequest:
		return fmt.Errorf("%s answered %s", r.address, response.Status)
	}
	return nil
}

// note says a failure once, until it is another or over.
func (r *reports) note(err error) {
	text := ""
	if err != nil {
		text = err.Error()
	}
	if text != "" && text != r.failed {
		slog.Warn("the health of a target could not be told to moto; it is told again", "error", err)
	}
	r.failed = text
}
