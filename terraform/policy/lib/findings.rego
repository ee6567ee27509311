# What the policy says of the plan in `input`. A rule is a package below slipway.rule with `about` (what it is) and
# `deny` (where the plan breaks it); `unseen` is what it could not read because the plan does not know it yet.
package slipway

# Sorted by id, as the packages are named after the ids.
rules := [rule.about | some rule in data.slipway.rule]

findings contains object.union(place, {"id": about.id, "reason": about.reason, "fix": about.fix}) if {
	some name
	about := data.slipway.rule[name].about
	some place in data.slipway.rule[name].deny
}

unseen contains object.union(place, {"id": about.id}) if {
	some name
	about := data.slipway.rule[name].about
	some place in data.slipway.rule[name].unseen
}
