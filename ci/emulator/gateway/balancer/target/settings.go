// Package target is a target group at work: it checks its targets' health, shares requests among them, and lets those that are
// taken out finish what they have.
package target

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Settings are a target group's, as the API has them.
type Settings struct {
	ARN              string
	Protocol         string // HTTP or HTTPS, to the targets
	LeastOutstanding bool   // the target with the fewest requests is next, instead of one after the other
	Delay            time.Duration
	Check            Check
}

// Check is how the health of a group's targets is found out.
type Check struct {
	Protocol          string
	Port              string // "traffic-port" or a number
	Path              string
	Codes             string // the matcher: 200, 200-299, 200,301
	Interval, Timeout time.Duration
	Healthy           int // passes in a row that bring an unhealthy target back
	Unhealthy         int // failures in a row that make a target unhealthy
}

// Address is a target: an IP address, or a name, and a port.
type Address struct {
	ID   string
	Port int
}

// Expects tells whether a health check that was answered with the status passed.
func (c Check) Expects(status int) bool {
	for _, part := range strings.Split(c.Codes, ",") {
		first, last, err := codes(part)
		if err == nil && first <= status && status <= last {
			return true
		}
	}
	return false
}

// Valid refuses a matcher that can't be read.
func (c Check) Valid() error {
	for _, part := range strings.Split(c.Codes, ",") {
		if _, _, err := codes(part); err != nil {
			return fmt.Errorf("matcher %q: %w; write codes and ranges, for example 200,301 or 200-299", c.Codes, err)
		}
	}
	return nil
}

func codes(part string) (first, last int, err error) {
	from, to, isRange := strings.Cut(strings.TrimSpace(part), "-")
	if !isRange {
		to = from
	}
	if first, err = strconv.Atoi(from); err != nil {
		return 0, 0, fmt.Errorf("%q is no code", from)
	}
	if last, err = strconv.Atoi(to); err != nil {
		return 0, 0, fmt.Errorf("%q is no code", to)
	}
	return first, last, nil
}
