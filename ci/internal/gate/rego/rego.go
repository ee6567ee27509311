// Package rego judges a plan by what the rules of terraform/policy found in it.
//
// The rules are Rego and see the plan alone. Whether a finding stands is decided outside of them, as it depends on the day.
package rego

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"time"

	"dagger/slipway/internal/gate"
)

// Evaluation is what the rules say of one plan.
type Evaluation struct {
	// Environment is the one that the plan is for.
	Environment string
	Findings    []gate.Finding
	// Unseen is what a rule could not judge, as the plan does not know it before the apply.
	Unseen []gate.Finding
	// Rules are the ids of all rules.
	Rules []string
	// Complete are the packages below slipway.rule that say all that a rule must.
	Complete []string
}

// Query is what to ask of the rules, for Read to understand the answer.
const Query = `{"environment": input.variables.environment.value, ` +
	`"findings": data.slipway.findings, "unseen": data.slipway.unseen, "rules": data.slipway.rules, ` +
	`"complete": [name | some name; about := data.slipway.rule[name].about; about.id; about.title; about.reason; about.fix; _ = data.slipway.rule[name].deny]}`

// answer is the value of Query.
type answer struct {
	Environment string    `json:"environment"`
	Findings    []finding `json:"findings"`
	Unseen      []finding `json:"unseen"`
	Rules       []struct {
		ID string `json:"id"`
	} `json:"rules"`
	Complete []string `json:"complete"`
}

type finding struct {
	ID      string `json:"id"`
	Address string `json:"address"`
	Message string `json:"message"`
	Reason  string `json:"reason"`
	Fix     string `json:"fix"`
}

// Read takes what `opa eval --format json` printed for Query.
//
// Rules that are not there answer with nothing, which would be a plan without a finding: no rule, or no answer, is an error.
func Read(text []byte) (Evaluation, error) {
	var out struct {
		Result []struct {
			Expressions []struct {
				Value answer `json:"value"`
			} `json:"expressions"`
		} `json:"result"`
	}
	if err := json.Unmarshal(text, &out); err != nil {
		return Evaluation{}, fmt.Errorf("read what the policy answered: %w", err)
	}
	if len(out.Result) != 1 || len(out.Result[0].Expressions) != 1 {
		return Evaluation{}, errors.New("the policy gave no answer: give it a plan of stacks/platform, with its variable environment, and have terraform/policy define findings, unseen and rules")
	}
	a := out.Result[0].Expressions[0].Value
	if len(a.Rules) == 0 {
		return Evaluation{}, errors.New("the policy has no rules: terraform/policy is empty or not the one that Slipway came with. Remove the folder, and the module's is asked")
	}
	e := Evaluation{Environment: a.Environment, Findings: a.list(a.Findings), Unseen: a.list(a.Unseen), Complete: a.Complete}
	for _, rule := range a.Rules {
		e.Rules = append(e.Rules, rule.ID)
	}
	slices.Sort(e.Rules)
	return e, nil
}

var (
	packageClause = regexp.MustCompile(`(?m)^package\s+(\S+)`)
	rulePackage   = regexp.MustCompile(`^slipway\.rule\.([a-z0-9_]+)$`)
	otherPackage  = regexp.MustCompile(`^slipway\.lib\.|_test$`)
)

// CheckOwn refuses files of a repository's own rules that add none: they would be asked nothing, and nobody would notice.
func (e Evaluation) CheckOwn(files map[string][]byte) error {
	var wrong []error
	for _, file := range slices.Sorted(maps.Keys(files)) {
		name := ""
		if clause := packageClause.FindSubmatch(files[file]); clause != nil {
			name = string(clause[1])
		}
		if rule := rulePackage.FindStringSubmatch(name); otherPackage.MatchString(name) || rule != nil && slices.Contains(e.Complete, rule[1]) {
			continue
		}
		wrong = append(wrong, fmt.Errorf("%s adds no rule: write package slipway.rule.NAME, an about with the texts id, title, reason and fix, "+
			"and deny contains {\"address\": …, \"message\": …}; what rules share is a package slipway.lib.NAME", file))
	}
	return errors.Join(wrong...)
}

// list rates each finding as high: a rule is there to be kept, and has no lesser degree.
func (a answer) list(found []finding) []gate.Finding {
	var all []gate.Finding
	for _, f := range found {
		all = append(all, gate.Finding{
			Gate: gate.Policy, Tool: "opa", Rule: f.ID, Severity: gate.High, Resource: f.Address, Environment: a.Environment,
			Message: f.Message, Reason: f.Reason, Remedy: f.Fix,
		})
	}
	gate.Sort(all)
	return all
}

// Judge holds the findings against the allowances of the plan's environment, as of a day: those of another one are neither
// expired nor unused in this one. An allowance for a rule that does not exist is an error, in whichever environment.
func (e Evaluation) Judge(allowances []gate.Allowance, now time.Time) (gate.Verdict, error) {
	v, err := gate.JudgeEnvironment(gate.Policy, e.Environment, e.Rules, e.Findings, gate.Low, allowances, now)
	if err != nil {
		return v, err
	}
	v.Rules, v.Unseen = len(e.Rules), e.Unseen
	return v, nil
}
