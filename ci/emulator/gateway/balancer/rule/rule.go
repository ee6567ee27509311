// Package rule is what a listener's rules say: which requests they match, and what becomes of those.
package rule

import (
	"cmp"
	"fmt"
	"math"
	"net/http"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"
)

// Rule is one rule of a listener.
type Rule struct {
	Hosts  []string // the patterns of its host conditions
	Action Action

	priority   int
	conditions []condition
}

// New reads a rule. One that says what the emulator does not know is an error: a rule that is half read would match too much.
func New(described types.Rule) (Rule, error) {
	r := Rule{priority: math.MaxInt} // the default rule is the last
	if !aws.ToBool(described.IsDefault) {
		priority, err := strconv.Atoi(aws.ToString(described.Priority))
		if err != nil {
			return r, fmt.Errorf("rule %s: priority %q is no number", aws.ToString(described.RuleArn), aws.ToString(described.Priority))
		}
		r.priority = priority
	}
	for _, c := range described.Conditions {
		matches, err := newCondition(c)
		if err != nil {
			return r, fmt.Errorf("rule %s: %w", aws.ToString(described.RuleArn), err)
		}
		r.conditions = append(r.conditions, matches)
		if aws.ToString(c.Field) == "host-header" {
			r.Hosts = append(r.Hosts, values(c)...)
		}
	}
	action, err := newAction(described.Actions)
	if err != nil {
		return r, fmt.Errorf("rule %s: %w", aws.ToString(described.RuleArn), err)
	}
	r.Action = action
	return r, nil
}

// Matches tells whether the request meets all conditions.
func (r Rule) Matches(request *http.Request) bool {
	for _, matches := range r.conditions {
		if !matches(request) {
			return false
		}
	}
	return true
}

// ByPriority orders rules as a listener tries them.
func ByPriority(a, b Rule) int { return cmp.Compare(a.priority, b.priority) }

// First is the first rule, in their order, that matches.
func First(rules []Rule, request *http.Request) *Rule {
	for i := range rules {
		if rules[i].Matches(request) {
			return &rules[i]
		}
	}
	return nil
}
