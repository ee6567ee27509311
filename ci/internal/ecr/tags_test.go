package ecr

import (
	"strings"
	"testing"
)

func TestTags(t *testing.T) {
	for name, test := range map[string]struct {
		answer
		tags int
		err  string
	}{
		"two":      {answer{status: 200, body: `{"imageDetails":[{"imageDigest":"` + digest + `","imageTags":["4f2a","release-3"]}]}`}, 2, ""},
		"none":     {answer{status: 200, body: `{"imageDetails":[{"imageDigest":"` + digest + `"}]}`}, 0, ""},
		"no image": {answer{status: 400, code: "ImageNotFoundException"}, 0, ""},
		"refused":  {answer{status: 400, code: "InvalidParameterException"}, 0, "ask for the tags of " + digest + " in repository slipway/orders"},
	} {
		t.Run(name, func(t *testing.T) {
			c, _ := client(t, test.answer)
			tags, err := c.Tags(t.Context(), "slipway/orders", digest)
			if len(tags) != test.tags || (err == nil) != (test.err == "") || err != nil && !strings.Contains(err.Error(), test.err) {
				t.Errorf("got %v, %v", tags, err)
			}
		})
	}
}
