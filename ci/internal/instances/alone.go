package instances

import (
	"fmt"
	"strings"

	"dagger/slipway/internal/plan"
	"dagger/slipway/internal/tfstate"
)

// Module is the part of the stack platform that the instances are in.
const Module = "module.asg"

// kept holds the image that was recommended at first, where the settings name none: terraform/modules/asg.
const kept = Module + ".terraform_data.image[0]"

// Newest are the arguments of a plan that takes the newest image, none where the settings name one.
func Newest(s tfstate.State) []string {
	for _, r := range s.Resources {
		if r.Address == kept {
			return []string{"-replace=" + kept}
		}
	}
	return nil
}

// Alone tells whether a plan of the instances replaces any, and refuses one that also changes what they stand on.
func Alone(s plan.Summary) (replaces bool, err error) {
	var more strings.Builder
	for _, c := range s.Changes {
		if !strings.HasPrefix(c.Address, Module+".") {
			fmt.Fprintf(&more, "\n  %s %s %s", c.Action, c.Address, c.Describe())
		}
		replaces = replaces || c.Type == "aws_autoscaling_group" || c.Type == "aws_launch_template"
	}
	if more.Len() > 0 {
		return false, fmt.Errorf("the instances can't be replaced alone, because what they stand on would change too. "+
			"Run deploy, which does both, or refresh-instances from the revision that is deployed; nothing was changed:%s", more.String())
	}
	return replaces, nil
}
