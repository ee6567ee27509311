package provenance

import (
	"encoding/json"
	"reflect"
	"slices"

	intoto "github.com/in-toto/attestation/go/v1"
	"google.golang.org/protobuf/encoding/protojson"
)

// SameBuild reports whether two statements differ only in the commit and in the engine's version. An image that does not change
// from commit to commit needs no statement of each.
func SameBuild(a, b []byte) bool {
	one, other := essence(a), essence(b)
	return one != nil && reflect.DeepEqual(one, other)
}

// essence is a statement without what may differ, nil for what is no provenance.
func essence(text []byte) any {
	statement := &intoto.Statement{}
	if protojson.Unmarshal(text, statement) != nil || statement.GetPredicateType() != predicateType {
		return nil
	}
	predicate := statement.GetPredicate().AsMap()
	definition, _ := predicate["buildDefinition"].(map[string]any)
	dependencies, _ := definition["resolvedDependencies"].([]any)
	if definition == nil {
		return nil
	}
	definition["resolvedDependencies"] = slices.DeleteFunc(dependencies, func(d any) bool {
		dependency, _ := d.(map[string]any)
		return dependency["name"] == "commit"
	})
	details, _ := predicate["runDetails"].(map[string]any)
	if builder, _ := details["builder"].(map[string]any); builder != nil {
		delete(builder, "version")
	}
	subject, err := json.Marshal(statement.GetSubject())
	if err != nil {
		return nil
	}
	return []any{string(subject), predicate}
}
