package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"

	"dagger/slipway/internal/engineerror"
	"dagger/slipway/internal/logs"
)

// Logs prints what the containers of the environment's services wrote, the oldest line first: time, service, task, line.
//
// --follow goes on until it is interrupted, and prints each new line while it runs. It reads, and needs logs:FilterLogEvents: the roles of
// the pipeline have it for apply alone, a person by other rights.
// +cache="never"
func (s *Slipway) Logs(
	ctx context.Context,
	// One service; without it, all.
	// +optional
	service string,
	// How far to go back, as 90s, 15m or 2h.
	// +default="15m"
	since string,
	// Go on until interrupted.
	// +optional
	follow bool,
) (_ string, err error) {
	defer engineerror.Tidy(&err)
	back, err := time.ParseDuration(since)
	if err != nil || back <= 0 {
		return "", fmt.Errorf("--since is %q: write a duration, such as 90s, 15m or 2h", since)
	}
	w, err := s.standing(ctx, "nothing runs")
	if err != nil {
		return "", err
	}
	defer w.Close(ctx)
	if service != "" && !slices.Contains(w.Target.Services, service) {
		return "", fmt.Errorf("environment %s has no service %q: write one of %s", w.Settings.Name, service, strings.Join(w.Target.Services, ", "))
	}
	groups := map[string]string{}
	for _, name := range w.Target.Services {
		if service == "" || service == name {
			groups[name] = "/ecs/" + w.Target.Project + "-" + w.Target.Name + "/" + name
		}
	}
	config, err := w.Target.SDK(ctx)
	if err != nil {
		return "", err
	}
	client, from := cloudwatchlogs.NewFromConfig(config), time.Now().Add(-back)
	if follow {
		return "", logs.Follow(ctx, client, groups, from, logs.Poll, func(l logs.Line) { fmt.Println(l) })
	}
	lines, err := logs.Read(ctx, client, groups, from)
	if err != nil {
		return "", err
	}
	var text strings.Builder
	for _, l := range lines {
		fmt.Fprintln(&text, l)
	}
	return text.String(), nil
}
