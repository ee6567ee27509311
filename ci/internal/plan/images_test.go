package plan

import (
	"maps"
	"strings"
	"testing"
)

func TestImages(t *testing.T) {
	for _, c := range []struct {
		name, variables string
		wants           map[string]string
		says            string
	}{
		{"two", `{"images":{"value":{"cart":"r/cart@sha256:1","pay":"r/pay@sha256:2"}},"region":{"value":"eu-west-1"}}`,
			map[string]string{"cart": "r/cart@sha256:1", "pay": "r/pay@sha256:2"}, ""},
		{"no variable", `{"region":{"value":"eu-west-1"}}`, nil, "names no images"},
		{"an empty map", `{"images":{"value":{}}}`, nil, "names no images"},
		{"null", `{"images":{}}`, nil, "names no images"},
		{"a list", `{"images":{"value":["r/cart@sha256:1"]}}`, nil, "names no images"},
		{"a number", `{"images":{"value":{"cart":1}}}`, nil, "service cart is no text"},
	} {
		images, err := Images([]byte(`{"format_version":"1.2","variables":` + c.variables + `}`))
		if c.says == "" && (err != nil || !maps.Equal(images, c.wants)) {
			t.Errorf("%s: %v, %v", c.name, images, err)
		}
		if c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)) {
			t.Errorf("%s: got %v", c.name, err)
		}
	}
	if _, err := Images([]byte("not JSON")); err == nil {
		t.Error("text was read as a plan")
	}
}
