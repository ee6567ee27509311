package preflight

import (
	"fmt"
	"time"

	"dagger/slipway/internal/plan"
)

// usual are how long the steps of an apply may well take that take long. A limit of Terraform's, an hour for a database, would refuse each
// session of an hour at its beginning; a step whose own limit is lower ends there.
var usual = map[string]map[plan.Action]time.Duration{
	"aws_db_instance": {plan.Create: 30 * time.Minute, plan.Update: 30 * time.Minute},
	"aws_ecs_service": {plan.Create: 15 * time.Minute, plan.Update: 15 * time.Minute},
	"aws_lb":          {plan.Create: 5 * time.Minute},
	"aws_nat_gateway": {plan.Create: 5 * time.Minute},
}

// least is what any apply takes.
const least = 2 * time.Minute

// Longest is the step of an apply that may take longest.
func (p *Plan) Longest() (address string, takes time.Duration) {
	address, takes = "the apply", least
	for i := range p.resources {
		r := &p.resources[i]
		action := r.action
		if action == plan.Replace {
			action = plan.Create
		}
		step := usual[r.kind][action]
		own, _ := r.values["timeouts"].(map[string]any)
		if text, ok := own[string(action)].(string); ok {
			if limit, err := time.ParseDuration(text); err == nil {
				step = min(step, limit)
			}
		}
		if step > takes {
			address, takes = r.address, step
		}
	}
	return address, takes
}

// TimeLeft refuses credentials that end before the longest step of the apply may.
func TimeLeft(p *Plan, ends, now time.Time) (string, []Wrong) {
	left := ends.Sub(now).Round(time.Minute)
	address, takes := p.Longest()
	if ends.Sub(now) >= takes {
		return fmt.Sprintf("good for %.0f minutes", left.Minutes()), nil
	}
	return "", []Wrong{{
		fmt.Sprintf("the credentials end in %.0f minutes, at %s, and %s may take %.0f", max(left.Minutes(), 0), ends.UTC().Format("15:04 UTC"), address, takes.Minutes()),
		"aws sso login, or whatever gives you a fresh session",
	}}
}
