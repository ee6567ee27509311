package report

import (
	"fmt"
	"strings"

	"dagger/slipway/internal/report/table"
)

// Outcome is how a deploy ended.
type Outcome string

const (
	// Deployed means that every service of the release serves.
	Deployed Outcome = "deployed"
	// Unchanged means that there was nothing to change, and that every service serves.
	Unchanged Outcome = "unchanged"
	// RolledBack means that the release failed, and that ECS took a service back to what it ran before, or this run the whole platform.
	RolledBack Outcome = "rolled-back"
	// Planned means that nothing was changed, and that nothing had to be.
	Planned Outcome = "planned"
	// Failed means anything else. What serves now is for the reason to say.
	Failed Outcome = "failed"
)

// MarshalText writes the zero value as what it means.
func (o Outcome) MarshalText() ([]byte, error) {
	if o == "" {
		o = Deployed
	}
	return []byte(o), nil
}

// Line is the outcome in one sentence, the last line of Text: "Deployed 2 services to local (the embedded emulator) in 98 s."
func (s Summary) Line() string {
	where := fmt.Sprintf("%s (%s)", s.Environment, s.Target)
	var line string
	switch s.Outcome {
	case Deployed, "":
		line = fmt.Sprintf("Deployed %s to %s in %.0f s", count(len(s.Services), "service"), where, s.Seconds)
	case Unchanged:
		line = fmt.Sprintf("Nothing to change in %s: %s checked in %.0f s", where, count(len(s.Services), "service"), s.Seconds)
	case Planned:
		line = "Plan for " + where + ": " + strings.TrimSuffix(strings.TrimPrefix(s.Plan.Counts(), "Plan: "), ".")
	case RolledBack:
		line = fmt.Sprintf("Deploy to %s failed after %.0f s, and ECS rolled it back", where, s.Seconds)
		if s.BackTo > 0 {
			line = fmt.Sprintf("Deploy to %s failed after %.0f s, and the images of release %d serve again", where, s.Seconds, s.BackTo)
		}
	default:
		line = fmt.Sprintf("Deploy to %s failed after %.0f s", where, s.Seconds)
	}
	if s.Waited >= 1 {
		line += fmt.Sprintf(", of which %.0f s were waiting on AWS", s.Waited)
	}
	if reason := strings.TrimSuffix(table.Clean(s.Reason), "."); reason != "" {
		line += ": " + reason
	}
	return line + "."
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
