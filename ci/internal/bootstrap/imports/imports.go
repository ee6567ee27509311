// Package imports writes Terraform's import blocks, and reads which of them name something that is not there.
package imports

import (
	"fmt"
	"slices"
	"strings"

	"dagger/slipway/internal/plan"
)

// Import takes something that exists into the state.
type Import struct{ Address, ID string }

// Blocks is HCL with a block for each.
func Blocks(all []Import) string {
	var text strings.Builder
	for _, i := range all {
		fmt.Fprintf(&text, "import {\n  to = %s\n  id = %q\n}\n", i.Address, i.ID)
	}
	return text.String()
}

// Named names the first of them, by address, and says how many more there are.
func Named(all []Import) string {
	const most = 5
	var names []string
	for _, i := range all[:min(most, len(all))] {
		names = append(names, i.Address)
	}
	text := strings.Join(names, ", ")
	if more := len(all) - most; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

// frame is what Terraform draws around an error, and the backslash before a quotation mark within one.
var frame = strings.NewReplacer("│", " ", "╷", " ", "╵", " ", `\"`, `"`)

// Present leaves out those of which Terraform's errors say that there is no such object, or no such resource in the stack.
func Present(all []Import, output string) []Import {
	text := strings.Join(strings.Fields(frame.Replace(output)), " ")
	return slices.DeleteFunc(slices.Clone(all), func(i Import) bool {
		return strings.Contains(text, `import an existing object to "`+i.Address+`", the provider detected that no object exists`) ||
			strings.Contains(text, "The configuration for the given import "+i.Address+" does not exist")
	})
}

// Unshown is a change that was not shown, and is not the taking over of what came back at one of the addresses; nil is none.
func Unshown(changes, shown []plan.Change, restored []string) *plan.Change {
	for _, change := range changes {
		back := slices.Contains(restored, change.Address) && (change.Action == plan.Import || change.Action == plan.Update)
		if !back && !slices.ContainsFunc(shown, func(s plan.Change) bool { return plan.Same(s, change) }) {
			return &change
		}
	}
	return nil
}
