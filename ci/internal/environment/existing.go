package environment

import "github.com/zclconf/go-cty/cty"

// sharedCluster is cluster.existing.name: what looks at the services must ask that cluster for them.
func (r *reader) sharedCluster() string {
	value, ok := r.values["cluster"]
	for _, name := range []string{"existing", "name"} {
		if !ok || value.IsNull() || !value.Type().IsObjectType() || !value.Type().HasAttribute(name) {
			return ""
		}
		value = value.GetAttr(name)
	}
	if value.IsNull() || value.Type() != cty.String {
		return ""
	}
	return value.AsString()
}
