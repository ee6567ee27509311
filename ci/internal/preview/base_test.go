package preview

import (
	"strings"
	"testing"
	"time"

	"dagger/slipway/internal/runlock"
)

func TestStays(t *testing.T) {
	holder := func(operation string, ago time.Duration) *runlock.Holder {
		return &runlock.Holder{ID: "1", Who: "arn:aws:iam::1:user/ann", Operation: operation, Beat: noon.Add(-ago)}
	}
	for name, c := range map[string]struct {
		holder *runlock.Holder
		stays  bool
	}{
		"nobody holds it":        {nil, true},
		"a deploy of the base":   {holder("deploy", time.Second), true},
		"a destroy":              {holder("destroy", time.Second), false},
		"a destroy that is dead": {holder("destroy", time.Hour), true},
	} {
		err := Stays("staging", c.holder, noon)
		if (err == nil) != c.stays {
			t.Errorf("%s: got %v", name, err)
		}
		if err != nil && (!strings.Contains(err.Error(), "ann") || !strings.Contains(err.Error(), "nothing was changed")) {
			t.Errorf("%s: the error does not say who, or that nothing was changed: %v", name, err)
		}
	}
}
