package rollout

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/smithy-go"
)

func TestGone(t *testing.T) {
	for name, test := range map[string]struct {
		look  look
		gone  bool
		fails bool
	}{
		"missing":      {look{missing: true}, true, false},
		"deleted":      {look{status: "INACTIVE"}, true, false},
		"draining":     {look{status: "DRAINING"}, false, false},
		"active":       {look{status: "ACTIVE"}, false, false},
		"no cluster":   {look{err: &types.ClusterNotFoundException{}}, true, false},
		"may not look": {look{err: &smithy.GenericAPIError{Code: "AccessDeniedException"}}, false, true},
	} {
		gone, err := Gone(t.Context(), &fakeService{looks: []look{test.look}}, "main", "catalog")
		if gone != test.gone || (err != nil) != test.fails {
			t.Errorf("%s: %t, %v", name, gone, err)
		}
	}
}
