package environment

import (
	"regexp"
	"slices"

	"github.com/zclconf/go-cty/cty"
)

var limit = regexp.MustCompile(`^[1-9][0-9]*[smh]$`)

// before tells which services have something that must run before a release. Terraform refuses the same commands and times, without the line.
func (r *reader) before(env *Environment) {
	services := r.top["services"]
	if services.node == nil {
		return
	}
	for _, service := range services.items {
		if service.node == nil {
			continue
		}
		before := service.get("before")
		if before == nil || before.null() || before.kind != object {
			continue // a wrong type was said
		}
		env.Before = append(env.Before, service.key)
		path := join(join("services", service.key), "before")
		if command := before.get("command"); command != nil && !program(command.value()) {
			r.fail(command.at, join(path, "command"), `the program is missing: write it and each argument by itself, for example ["/service", "migrate"]`)
		}
		if timeout := before.get("timeout"); timeout != nil && !timeout.null() && !limit.MatchString(timeout.text()) {
			r.fail(timeout.at, join(path, "timeout"), `%q is no time: write a number with s, m or h, for example "10m"`, timeout.text())
		}
	}
	slices.Sort(env.Before)
}

// program tells whether a command begins with one. What is no list was refused by its type.
func program(command cty.Value) bool {
	if command == cty.NilVal || command.IsNull() || !command.IsKnown() || !command.CanIterateElements() {
		return true
	}
	words := command.AsValueSlice()
	return len(words) > 0 && (words[0].IsNull() || words[0].Type() != cty.String || words[0].AsString() != "")
}
