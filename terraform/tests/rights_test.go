package tests

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// right is a line of testdata/roles: a resource, the values of condition keys, and actions on it, with tabs between.
type right struct {
	resource string
	keys     map[string][]string
	actions  []string
}

// String is the line. Values of a key that has several are separated by "|".
func (r right) String() string {
	keys := make([]string, 0, len(r.keys))
	for name, values := range r.keys {
		keys = append(keys, name+"="+strings.Join(values, "|"))
	}
	slices.Sort(keys)
	return strings.Join([]string{r.resource, strings.Join(keys, " "), strings.Join(r.actions, " ")}, "\t")
}

// rights reads a file of them; what begins with # is a remark.
func rights(t *testing.T, name string) []right {
	t.Helper()
	var found []right
	for _, line := range lines(t, name) {
		fields := strings.Split(line, "\t")
		if len(fields) != 3 {
			t.Fatalf("%s: %q is no resource, keys and actions with tabs between", name, line)
		}
		r := right{resource: fields[0], keys: map[string][]string{}, actions: strings.Fields(fields[2])}
		for _, key := range strings.Fields(fields[1]) {
			name, values, _ := strings.Cut(key, "=")
			r.keys[name] = strings.Split(values, "|")
		}
		found = append(found, r)
	}
	return found
}

func lines(t *testing.T, name string) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "roles", name))
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, line := range strings.Split(string(text), "\n") {
		if strings.TrimSpace(line) != "" && !strings.HasPrefix(line, "#") {
			found = append(found, line)
		}
	}
	return found
}
