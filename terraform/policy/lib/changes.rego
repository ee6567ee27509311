# What the plan does to what is there.
package slipway.lib.changes

because(change) := sprintf(", because of %s", [concat(", ", sort({path[0] | some path in change.replace_paths}))]) if {
	count(change.replace_paths) > 0
} else := ""
