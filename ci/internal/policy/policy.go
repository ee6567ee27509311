// Package policy judges a plan by what the rules of terraform/policy found in it,
// and by the allowances that people wrote down for findings that they accept.
//
// The rules are Rego and see the plan alone. Whether a finding stands is decided
// here, as it depends on the day: an allowance has an end.
package policy

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

// Rule is one rule of terraform/policy.
type Rule struct {
	ID     string `json:"id"`
	Title  string `json:"title"`
	Reason string `json:"reason"`
	Fix    string `json:"fix"`
}

// Finding is a resource that breaks a rule.
type Finding struct {
	ID string `json:"id"`
	// Address is the resource's in the plan, with its module's.
	Address string `json:"address"`
	Message string `json:"message"`
	Reason  string `json:"reason"`
	Fix     string `json:"fix"`
}

// Evaluation is what the rules say of one plan.
type Evaluation struct {
	// Environment is the one that the plan is for.
	Environment string    `json:"environment"`
	Findings    []Finding `json:"findings"`
	// Unseen is what a rule could not judge, as the plan does not know it before the apply.
	Unseen []Finding `json:"unseen"`
	Rules  []Rule    `json:"rules"`
}

// Query is what to ask of the rules, for Read to understand the answer.
const Query = `{"environment": input.variables.environment.value, ` +
	`"findings": data.slipway.findings, "unseen": data.slipway.unseen, "rules": data.slipway.rules}`

// Read takes what `opa eval --format json` printed for Query.
//
// Rules that are not there answer with nothing, which would be a plan without a
// finding: no rule, or no answer, is an error.
func Read(text []byte) (Evaluation, error) {
	var out struct {
		Result []struct {
			Expressions []struct {
				Value Evaluation `json:"value"`
			} `json:"expressions"`
		} `json:"result"`
	}
	if err := json.Unmarshal(text, &out); err != nil {
		return Evaluation{}, fmt.Errorf("read what the policy answered: %w", err)
	}
	if len(out.Result) != 1 || len(out.Result[0].Expressions) != 1 {
		return Evaluation{}, errors.New("the policy gave no answer: is it a plan of stacks/platform, with its variable environment, and does terraform/policy define findings, unseen and rules?")
	}
	e := out.Result[0].Expressions[0].Value
	if len(e.Rules) == 0 {
		return Evaluation{}, errors.New("the policy has no rules: terraform/policy is empty or not the one that Slipway came with")
	}
	for _, list := range [][]Finding{e.Findings, e.Unseen} {
		slices.SortFunc(list, func(a, b Finding) int {
			return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Address, b.Address), cmp.Compare(a.Message, b.Message))
		})
	}
	slices.SortFunc(e.Rules, func(a, b Rule) int { return cmp.Compare(a.ID, b.ID) })
	return e, nil
}
