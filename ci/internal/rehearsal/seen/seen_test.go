package seen

import (
	"slices"
	"testing"

	"dagger/slipway/internal/tfstate"
)

func TestTouched(t *testing.T) {
	before := map[string]Service{"catalog": {"sha256:a", "catalog:1", "d1"}, "orders": {"sha256:b", "orders:1", "d2"}}
	for name, test := range map[string]struct {
		now  map[string]Service
		well bool
	}{
		"the one alone":           {map[string]Service{"catalog": {"sha256:c", "catalog:2", "d3"}, "orders": {"sha256:b", "orders:1", "d2"}}, true},
		"nothing":                 {before, false},
		"another definition":      {map[string]Service{"catalog": {"sha256:c", "catalog:2", "d3"}, "orders": {"sha256:b", "orders:2", "d2"}}, false},
		"a deployment of another": {map[string]Service{"catalog": {"sha256:c", "catalog:2", "d3"}, "orders": {"sha256:b", "orders:1", "d4"}}, false},
		"one that is new":         {map[string]Service{"catalog": {"sha256:c", "catalog:2", "d3"}, "orders": {"sha256:b", "orders:1", "d2"}, "x": {"sha256:x", "x:1", "d5"}}, false},
	} {
		if err := Touched(before, test.now, []string{"catalog"}); (err == nil) != test.well {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestRuns(t *testing.T) {
	now := map[string]Service{"catalog": {Digest: "sha256:a"}}
	for name, test := range map[string]struct {
		digests map[string]string
		well    bool
	}{
		"the same": {map[string]string{"catalog": "sha256:a"}, true},
		"another":  {map[string]string{"catalog": "sha256:b"}, false},
		"not all":  {map[string]string{"catalog": "sha256:a", "orders": "sha256:b"}, false},
	} {
		if err := Runs(now, test.digests); (err == nil) != test.well {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestLeft: an alarm or a table is left as much as a VPC is, and nothing is excused by its kind that the bootstrap makes, too.
func TestLeft(t *testing.T) {
	bootstrap := tfstate.State{Resources: []tfstate.Resource{
		{Type: "aws_s3_bucket", Attributes: map[string]any{"bucket": "shop-state"}}, {Type: "aws_kms_key", Attributes: map[string]any{"arn": "arn:key"}},
	}}
	before := []Thing{{"record", "old.example.com. A"}}
	now := append(slices.Clone(before), Thing{"bucket", "shop-state"}, Thing{"key", "arn:key"}, Thing{"alarm", "catalog-5xx"}, Thing{"bucket", "receipts"},
		Thing{"database snapshot", "orders-final"}, Thing{"task definition", "catalog:1"}, Thing{"task definition", "catalog:2"})
	left, kept := Left(now, before, bootstrap)
	if want := []Thing{{"alarm", "catalog-5xx"}, {"bucket", "receipts"}}; !slices.Equal(left, want) {
		t.Errorf("left are %v, want %v", left, want)
	}
	if got := Count(kept); got != "database snapshot (1), task definition (2)" {
		t.Errorf("kept are %s", got)
	}
}
