# Every rule is tried on the two plans in fixtures/<id>: a rule without them fails here. A fixture's file holds its plan
# under its own name, as OPA puts both files of a folder into one document.
package slipway_test

import data.slipway

ids := {rule.id | some rule in slipway.rules}

test_failing_fixture_is_found_by_its_rule_alone[id] if {
	some id in ids
	found := {finding.id | some finding in slipway.findings} with input as data.fixtures[id].fail
	found == {id}
}

test_passing_fixture_is_free_of_findings[id] if {
	some id in ids
	found := slipway.findings with input as data.fixtures[id].pass
	found == set()
}

# The passing one must be about the same kinds of things, or it passes because nothing is read.
test_passing_fixture_has_what_the_failing_one_has[id] if {
	some id in (ids - {"keeps-data"})
	count(types(data.fixtures[id].fail) - types(data.fixtures[id].pass)) == 0
}

types(plan) := {resource.type | walk(plan, [_, resource]); resource.values}

test_every_fixture_belongs_to_a_rule if {
	{id | some id, _ in data.fixtures} == ids
}

test_every_rule_says_all_of_itself[name] if {
	some name, rule in data.slipway.rule
	rule.about.id == replace(name, "_", "-")
	every part in ["id", "title", "reason", "fix"] {
		count(rule.about[part]) > 0
	}
}

# What a plan says of a finding is what people read: where, what, why and what to do.
test_every_finding_is_complete[id] if {
	some id in ids
	found := slipway.findings with input as data.fixtures[id].fail
	every finding in found {
		every part in ["id", "address", "message", "reason", "fix"] {
			count(finding[part]) > 0
		}
	}
}

test_no_rule_is_lost if count(ids) >= 40
