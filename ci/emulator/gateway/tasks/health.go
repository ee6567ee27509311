package tasks

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// ECS's defaults of a container's health check.
const (
	checkInterval = 30
	checkTimeout  = 5
	checkRetries  = 3
)

func initialHealth(definition types.ContainerDefinition) string {
	if definition.HealthCheck == nil {
		return ""
	}
	return "UNKNOWN"
}

// check runs the health check of a container's definition, for as long as the context lasts.
func (l *life) check(ctx context.Context, c *container) {
	h := c.definition.HealthCheck
	if h == nil || len(h.Command) < 2 {
		return
	}
	command := h.Command[1:]
	if h.Command[0] == "CMD-SHELL" {
		command = append([]string{"/bin/sh", "-c"}, command...)
	}
	graceful := time.Now().Add(seconds(h.StartPeriod, 0))
	failures, told := 0, ""
	for {
		select {
		case <-ctx.Done():
			return
		case <-c.ended:
			return
		case <-time.After(seconds(h.Interval, checkInterval)):
		}
		limited, cancel := context.WithTimeout(ctx, seconds(h.Timeout, checkTimeout))
		_, err := l.runner.podman.waits(limited, nil, append([]string{"exec", c.name}, command...)...)
		cancel()
		health := ""
		switch {
		case ctx.Err() != nil:
			return
		case err == nil:
			failures, health = 0, "HEALTHY"
		case time.Now().After(graceful):
			if failures++; failures >= retries(h) {
				health = "UNHEALTHY"
			}
		}
		if health != "" && health != told {
			told = health
			l.set(c, func(s *containerState) { s.Health = health })
			l.report(ctx, taskState{}) // the others may still wait for this one
		}
	}
}

func retries(h *types.HealthCheck) int {
	if h.Retries == nil {
		return checkRetries
	}
	return int(*h.Retries)
}

func seconds(given *int32, otherwise int32) time.Duration {
	if given == nil {
		given = &otherwise
	}
	return time.Duration(*given) * time.Second
}
