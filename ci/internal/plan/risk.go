package plan

import (
	"fmt"
	"strings"

	"dagger/slipway/internal/holds"
)

// Risk is a change that can lose data, and so needs an explicit word.
type Risk struct {
	// Address is the resource's, as in Change.
	Address string `json:"address"`
	// Reason says what is lost: "destroyed with its objects".
	Reason string `json:"reason"`
}

// risks picks out the changes that destroy something that holds data, whether or not another takes its place. A resource that
// is forgotten keeps its data and is no risk.
func risks(changes []Change) []Risk {
	var found []Risk
	for _, change := range changes {
		kind, ok := holds.Kinds[change.Type]
		if !ok {
			continue
		}
		switch change.Action {
		case Delete:
			found = append(found, Risk{Address: change.Address, Reason: "destroyed with " + kind.Data})
		case Replace:
			reason := fmt.Sprintf("replaced by an empty one: destroys %s", kind.Data)
			if len(change.Forces) > 0 {
				reason += "; forced by " + strings.Join(change.Forces, ", ")
			}
			found = append(found, Risk{Address: change.Address, Reason: reason})
		}
	}
	return found
}
