package environment

import (
	"slices"

	"github.com/zclconf/go-cty/cty"
)

// secrets takes the names of secrets, and which service reads which.
func (r *reader) secrets(env *Environment) {
	env.Reads = map[string][]string{}
	for name := range entries(r.values["secrets"]) {
		env.Secrets = append(env.Secrets, name)
	}
	slices.Sort(env.Secrets)
	for service, settings := range entries(r.values["services"]) {
		if !settings.Type().IsObjectType() || !settings.Type().HasAttribute("secrets") {
			continue // the stack of a repository of its own, which knows no secrets
		}
		for _, secret := range entries(settings.GetAttr("secrets")) {
			if secret.IsNull() || secret.Type() != cty.String {
				continue
			}
			name := secret.AsString()
			if !slices.Contains(env.Reads[name], service) {
				env.Reads[name] = append(env.Reads[name], service)
			}
		}
	}
	for _, services := range env.Reads {
		slices.Sort(services)
	}
}

// entries are those of a map or an object; none of what is neither, or is null.
func entries(value cty.Value) map[string]cty.Value {
	if value == cty.NilVal || value.IsNull() || !value.IsKnown() || !value.Type().IsMapType() && !value.Type().IsObjectType() {
		return nil
	}
	return value.AsValueMap()
}
