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
		env.reads(service, settings)
		for _, sidecar := range entries(attribute(settings, "sidecars")) {
			env.reads(service, sidecar)
		}
	}
	for _, services := range env.Reads {
		slices.Sort(services)
	}
}

// reads adds the secrets of a container to those that a service reads.
func (e *Environment) reads(service string, container cty.Value) {
	for _, secret := range entries(attribute(container, "secrets")) {
		if secret.IsNull() || secret.Type() != cty.String {
			continue
		}
		name := secret.AsString()
		if !slices.Contains(e.Reads[name], service) {
			e.Reads[name] = append(e.Reads[name], service)
		}
	}
}

// attribute is one of a service's or a container's settings; none where the stack of a repository of its own does not know it.
func attribute(settings cty.Value, name string) cty.Value {
	if settings.IsNull() || !settings.Type().IsObjectType() || !settings.Type().HasAttribute(name) {
		return cty.NilVal
	}
	return settings.GetAttr(name)
}

// entries are those of a map or an object; none of what is neither, or is null.
func entries(value cty.Value) map[string]cty.Value {
	if value == cty.NilVal || value.IsNull() || !value.IsKnown() || !value.Type().IsMapType() && !value.Type().IsObjectType() {
		return nil
	}
	return value.AsValueMap()
}
