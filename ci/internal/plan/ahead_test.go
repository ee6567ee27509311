package plan

import (
	"slices"
	"testing"
)

func TestAhead(t *testing.T) {
	s := Summary{Changes: []Change{
		{Address: "module.alb.aws_lb.this[0]", Type: "aws_lb", Action: Create},
		{Address: "module.alb.aws_lb.other[0]", Type: "aws_lb", Action: Update},
		{Address: "module.alb.aws_lb_listener.http[0]", Type: "aws_lb_listener", Action: Create},
	}}
	if got := s.Ahead(); !slices.Equal(got, []string{"module.alb.aws_lb.this[0]"}) {
		t.Errorf("= %v, want the load balancer that is made, and nothing that serves by one", got)
	}
}
