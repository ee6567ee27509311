package status

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"dagger/slipway/internal/report/table"
)

// Text is a screen of what was seen: services, tasks, alarms that are not OK, and what is wrong.
func (e *Environment) Text() string {
	var text strings.Builder
	page := table.NewText(&text)
	var services, tasks, targets, alarms [][]string
	for _, s := range e.Services {
		healthy := "-"
		if s.Healthy >= 0 {
			healthy = strconv.Itoa(s.Healthy)
		}
		running := fmt.Sprintf("%d of %d", s.Running, s.Desired)
		if s.Job {
			running = strconv.Itoa(s.Running)
		}
		services = append(services, []string{s.Name, s.Release, running, healthy, s.Rollout})
		for _, d := range s.Older {
			services = append(services, []string{s.Name, d.Release, strconv.Itoa(d.Running), "", "is being replaced: " + table.Clean(d.Rollout)})
		}
		for _, t := range s.Unhealthy {
			targets = append(targets, []string{s.Name, t.Target, t.State, table.Clean(t.Reason)})
		}
		for _, t := range s.Tasks {
			tasks = append(tasks, []string{s.Name, t.ID, t.Status, strings.ToLower(t.Health), t.Release, t.Zone, e.ago(t.Started)})
		}
	}
	ok := 0
	for _, a := range e.Alarms {
		if a.State == "OK" {
			ok++
			continue
		}
		alarms = append(alarms, []string{a.Name, a.State, e.ago(a.Since), table.Clean(a.Reason)})
	}
	page.Table([]string{"SERVICE", "TASK DEFINITION", "RUNNING", "HEALTHY", "ROLLOUT"}, services)
	page.Table([]string{"SERVICE", "TASK", "STATUS", "HEALTH", "TASK DEFINITION", "ZONE", "STARTED"}, tasks)
	page.Table([]string{"SERVICE", "TARGET", "STATE", "REASON"}, targets)
	page.Table([]string{"ALARM", "STATE", "SINCE", "REASON"}, alarms)
	page.Paragraph("%d alarms, %d OK.", len(e.Alarms), ok)
	if troubles := e.Troubles(); len(troubles) > 0 {
		page.Paragraph("Not well:\n  %s", strings.Join(troubles, "\n  "))
		page.Paragraph("Look at `logs --service NAME` and `releases`; `rollback` brings the images back of the last release that served.")
	} else {
		page.Paragraph("All is well in %s.", e.Name)
	}
	return text.String()
}

// ago is how long before the look something was.
func (e *Environment) ago(at time.Time) string {
	if at.IsZero() {
		return "-"
	}
	since := e.At.Sub(at)
	switch {
	case since < time.Minute:
		return "just now"
	case since < time.Hour:
		return fmt.Sprintf("%.0f min ago", since.Minutes())
	case since < 48*time.Hour:
		return fmt.Sprintf("%.0f h ago", since.Hours())
	}
	return fmt.Sprintf("%.0f days ago", since.Hours()/24)
}
