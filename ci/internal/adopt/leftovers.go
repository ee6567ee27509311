package adopt

import (
	"context"
	"slices"
	"strings"
)

// leftovers are what carries the environment's tags in EC2, is in no state, and is of no resource of the plan: an interrupted run made it
// for something that has left the settings since. Of other services nothing is looked for by tags alone.
func leftovers(ctx context.Context, r *round) ([]Left, error) {
	all, err := r.named(ctx)
	if err != nil {
		return nil, err
	}
	var left []Left
	for name, things := range all {
		for _, t := range things {
			if t.Tags[preview] != r.planned.preview || r.planned.known[t.ID] || r.planned.names[name] || t.Tags["Project"]+"-"+t.Tags["Environment"] != r.planned.environment || !lasting(t.ID) {
				continue
			}
			left = append(left, Left{Things: []string{t.ID}, Why: "its name is " + name + ": an interrupted run made it, and it has left the settings since. " +
				"Delete it, if it is still there; a gateway that was deleted is listed for an hour"})
		}
	}
	slices.SortFunc(left, func(a, b Left) int { return strings.Compare(a.Things[0], b.Things[0]) })
	return left, nil
}

// lasting reports whether Terraform makes things with such ids. Instances, their disks and the interfaces of tasks come and go with
// what made them.
func lasting(id string) bool {
	kind, _, _ := strings.Cut(id, "-")
	return slices.Contains([]string{"eipalloc", "fl", "igw", "nat", "rtb", "sg", "subnet", "vpc", "vpce"}, kind)
}
