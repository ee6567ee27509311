package target

// State is a target's state in AWS's words.
type State string

// The states that the API reports.
const (
	Initial   State = "initial"
	Healthy   State = "healthy"
	Unhealthy State = "unhealthy"
	Draining  State = "draining"
	Unused    State = "unused"
)

// Health is a target's health as DescribeTargetHealth says it.
type Health struct {
	State       State
	Reason      string
	Description string
}

var (
	registering  = Health{Initial, "Elb.RegistrationInProgress", "Target registration is in progress"}
	firstChecks  = Health{Initial, "Elb.InitialHealthChecking", "Initial health checks in progress"}
	healthy      = Health{State: Healthy}
	draining     = Health{Draining, "Target.DeregistrationInProgress", "Target deregistration is in progress"}
	unregistered = Health{Unused, "Target.NotRegistered", "Target is not registered to the target group"}
)

// Result is what one health check saw. Passed is one without a reason.
type Result struct{ Reason, Description string }

// course is the way of a target through its states.
type course struct {
	health         Health
	passed, failed int // in a row
}

// observe takes the result of one check. A new target needs one pass; one that was unhealthy needs as many as the group says.
func (c *course) observe(result Result, check Check) {
	if result == (Result{}) {
		c.passed, c.failed = c.passed+1, 0
		if c.health.State == Initial || c.passed >= check.Healthy {
			c.health = healthy
		}
		return
	}
	c.passed, c.failed = 0, c.failed+1
	switch {
	case c.health.State == Unhealthy || c.failed >= check.Unhealthy:
		c.health = Health{Unhealthy, result.Reason, result.Description}
	case c.health.State == Initial:
		c.health = firstChecks
	}
}
