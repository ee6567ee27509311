package environment

import (
	"regexp"
	"strings"
)

// graviton are the instance types with an arm64 processor, by AWS's rule for their names. modules/asg has the same.
var graviton = regexp.MustCompile(`^(?:a1|[a-z]+[0-9]+g[a-z-]*)[.]`)

// arch is the processor of cluster.instance_types. Images are built for it: ECS places a task on an instance without a look at
// its image, and one for another processor does not start.
func (r *reader) arch() string {
	const amd, arm = "amd64", "arm64"
	cluster, ok := r.values["cluster"]
	if !ok || cluster.IsNull() || !cluster.Type().HasAttribute("instance_types") {
		return amd
	}
	types := cluster.GetAttr("instance_types")
	if types.IsNull() || !types.CanIterateElements() {
		return amd
	}
	var of = map[string][]string{}
	for _, value := range types.AsValueSlice() {
		if value.IsNull() {
			continue
		}
		name, arch := value.AsString(), amd
		if graviton.MatchString(name) {
			arch = arm
		}
		of[arch] = append(of[arch], name)
	}
	if len(of) > 1 {
		written := r.top["cluster"]
		at := written.at
		if types := written.get("instance_types"); types != nil {
			at = types.at
		}
		r.fail(at, "cluster.instance_types", "%s are arm64 and %s are amd64, and an image is of one: name types of one processor",
			strings.Join(of[arm], ", "), strings.Join(of[amd], ", "))
	}
	if len(of[arm]) > 0 {
		return arm
	}
	return amd
}
