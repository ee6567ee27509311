package holds

import (
	"encoding/json"
	"maps"
	"os"
	"testing"
)

// What a plan's risks and a destroy ask about is what the policy keeps.
func TestKindsAreThoseOfThePolicy(t *testing.T) {
	const file = "../../../terraform/policy/holds/kinds.json"
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var policy struct{ Kinds map[string]string }
	if err := json.Unmarshal(text, &policy); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	own := map[string]string{}
	for name, kind := range Kinds {
		own[name] = kind.Data
	}
	if !maps.Equal(own, policy.Kinds) {
		t.Errorf("holds.go has %v\n%s has %v: write each type, and what goes with it, into both", own, file, policy.Kinds)
	}
}
