// Package rights takes an action out of a policy of IAM.
package rights

import (
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
)

// Without is a policy's document in which no statement allows an action any more. It is an error where none did, or where a pattern would
// still: then the action is not taken away.
func Without(document, action string) (string, error) {
	var policy struct {
		Version   string
		Statement []map[string]any
	}
	if err := json.Unmarshal([]byte(document), &policy); err != nil {
		return "", fmt.Errorf("read the policy: %w", err)
	}
	found := false
	var statements []map[string]any
	for _, statement := range policy.Statement {
		actions := list(statement["Action"])
		left := slices.DeleteFunc(slices.Clone(actions), func(a string) bool { return strings.EqualFold(a, action) })
		if statement["Effect"] == "Allow" && len(left) < len(actions) {
			found = true
			if len(left) == 0 {
				continue
			}
			statement["Action"] = left
		}
		for _, pattern := range left {
			if matched, err := path.Match(strings.ToLower(pattern), strings.ToLower(action)); statement["Effect"] == "Allow" && (matched || err != nil) {
				return "", fmt.Errorf("%s still allows %s", pattern, action)
			}
		}
		statements = append(statements, statement)
	}
	if !found {
		return "", errors.New("no statement allows " + action)
	}
	policy.Statement = statements
	text, err := json.Marshal(policy)
	return string(text), err
}

// list is a value of IAM's, which is a text or a list of them.
func list(value any) []string {
	switch v := value.(type) {
	case string:
		return []string{v}
	case []any:
		var all []string
		for _, one := range v {
			if text, ok := one.(string); ok {
				all = append(all, text)
			}
		}
		return all
	}
	return nil
}
