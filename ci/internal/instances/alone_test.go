package instances

import (
	"slices"
	"strings"
	"testing"

	"dagger/slipway/internal/plan"
	"dagger/slipway/internal/tfstate"
)

func TestAlone(t *testing.T) {
	image := plan.Change{Address: kept, Type: "terraform_data", Action: plan.Replace}
	template := plan.Change{Address: Module + ".aws_launch_template.this[0]", Type: "aws_launch_template", Action: plan.Update}
	group := plan.Change{Address: Module + ".aws_autoscaling_group.this[0]", Type: "aws_autoscaling_group", Action: plan.Update}
	subnet := plan.Change{Address: `module.vpc.aws_subnet.private["a"]`, Type: "aws_subnet", Action: plan.Update, Attributes: []string{"tags"}}
	for name, c := range map[string]struct {
		changes  []plan.Change
		replaces bool
		refused  string
	}{
		"a newer image":             {[]plan.Change{image, template, group}, true, ""},
		"the newest is there":       {[]plan.Change{image}, false, ""},
		"nothing":                   {nil, false, ""},
		"what they stand on, too":   {[]plan.Change{group, subnet}, false, "update " + subnet.Address},
		"what they stand on, alone": {[]plan.Change{subnet}, false, "Run deploy"},
	} {
		t.Run(name, func(t *testing.T) {
			replaces, err := Alone(plan.Summary{Changes: c.changes})
			if replaces != c.replaces || (err != nil) != (c.refused != "") {
				t.Fatalf("got %v, %v", replaces, err)
			}
			if err != nil && !strings.Contains(err.Error(), c.refused) {
				t.Errorf("%v\nlacks %q", err, c.refused)
			}
		})
	}
}

func TestNewest(t *testing.T) {
	for name, c := range map[string]struct {
		state []tfstate.Resource
		want  []string
	}{
		"an image that is kept":        {[]tfstate.Resource{{Address: kept}}, []string{"-replace=module.asg.terraform_data.image[0]"}},
		"one that the settings name":   {[]tfstate.Resource{{Address: Module + ".aws_launch_template.this[0]"}}, nil},
		"instances of somebody else's": {nil, nil},
	} {
		if got := Newest(tfstate.State{Resources: c.state}); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v", name, got)
		}
	}
}
