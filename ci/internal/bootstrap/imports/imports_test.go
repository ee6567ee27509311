package imports

import (
	"slices"
	"testing"

	"dagger/slipway/internal/plan"
)

// What Terraform 1.11.4 prints.
const output = `
╷
│ Error: Cannot import non-existent remote object
│
│ While attempting to import an existing object to
│ "module.ecr.aws_ecr_repository.this[\"catalog\"]", the provider detected that
│ no object exists with the given id. Only pre-existing objects can be
│ imported; check that the id is correct and that it is associated with the
│ provider's configured region or endpoint, or use "terraform apply" to create
│ a new remote object for this resource.
╵
╷
│ Error: Configuration for import target does not exist
│
│ The configuration for the given import module.iam[0].aws_iam_role.plan[0]
│ does not exist. All target instances must have an associated configuration to
│ be imported.
╵
`

func TestPresent(t *testing.T) {
	all := []Import{
		{"module.state.aws_s3_bucket.state", "shop-prod-state-123456789012"},
		{`module.ecr.aws_ecr_repository.this["catalog"]`, "shop-prod/catalog"},
		{`module.ecr.aws_ecr_repository.this["cat"]`, "shop-prod/cat"},
		{"module.iam[0].aws_iam_role.plan[0]", "shop-prod-ci-plan"},
	}
	if got := Present(all, output); !slices.Equal(got, []Import{all[0], all[2]}) {
		t.Errorf("got %v", got)
	}
	if got := Present(all, "Error: no valid credential sources found"); len(got) != len(all) {
		t.Errorf("another error took something out: %v", got)
	}
}

func TestBlocks(t *testing.T) {
	want := "import {\n  to = module.ecr.aws_ecr_repository.this[\"a\"]\n  id = \"shop-prod/a\"\n}\n"
	if got := Blocks([]Import{{`module.ecr.aws_ecr_repository.this["a"]`, "shop-prod/a"}}); got != want {
		t.Errorf("got %s", got)
	}
}

func TestUnshown(t *testing.T) {
	shown := []plan.Change{{Address: "secret", Action: plan.Create}, {Address: "policy", Action: plan.Create}}
	for _, c := range []struct {
		name string
		now  []plan.Change
		want string
	}{
		{"taken over as it is", []plan.Change{{Address: "secret", Action: plan.Import}, {Address: "policy", Action: plan.Create}}, ""},
		{"taken over and corrected", []plan.Change{{Address: "secret", Action: plan.Update}}, ""},
		{"as it was before", nil, ""},
		{"replaced", []plan.Change{{Address: "secret", Action: plan.Replace}}, "secret"},
		{"a change of something else", []plan.Change{{Address: "bucket", Action: plan.Update}}, "bucket"},
		{"what was to be made is deleted", []plan.Change{{Address: "policy", Action: plan.Delete}}, "policy"},
	} {
		got := ""
		if change := Unshown(c.now, shown, []string{"secret"}); change != nil {
			got = change.Address
		}
		if got != c.want {
			t.Errorf("%s: %q was not shown, want %q", c.name, got, c.want)
		}
	}
}

func TestNamed(t *testing.T) {
	all := []Import{{Address: "a"}, {Address: "b"}, {Address: "c"}, {Address: "d"}, {Address: "e"}, {Address: "f"}, {Address: "g"}}
	for n, want := range map[int]string{1: "a", 5: "a, b, c, d, e", 7: "a, b, c, d, e and 2 more"} {
		if got := Named(all[:n]); got != want {
			t.Errorf("%d are %q, want %q", n, got, want)
		}
	}
}
