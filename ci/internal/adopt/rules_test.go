package adopt

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"dagger/slipway/internal/bootstrap/imports"
)

func TestRulesOfGroups(t *testing.T) {
	const (
		in    = "m.aws_vpc_security_group_ingress_rule.task"
		out   = "m.aws_vpc_security_group_egress_rule.task"
		other = "m.aws_vpc_security_group_egress_rule.other"

		fromBalancer = `{"security_group_id":"sg-1","ip_protocol":"tcp","from_port":80,"to_port":80,"referenced_security_group_id":"sg-2"}`
		toSubnet     = `{"security_group_id":"sg-1","ip_protocol":"tcp","from_port":1,"to_port":65535,"cidr_ipv4":"10.0.0.0/20"}`
		toOther      = `{"security_group_id":"sg-1","ip_protocol":"tcp","from_port":1,"to_port":65535,"cidr_ipv4":"10.0.16.0/20"}`
		toAll        = `{"security_group_id":"sg-1","ip_protocol":"-1","from_port":null,"to_port":null,"cidr_ipv4":"0.0.0.0/0"}`
	)
	subnet := rule{id: "sgr-2", egress: true, ways: ways{protocol: "tcp", cidr: "10.0.0.0/20", from: 1, to: 65535}}
	all := rule{id: "sgr-3", egress: true, ways: everywhere}
	tests := map[string]struct {
		rules   []rule
		plan    []byte
		imports []imports.Import
		left    []string
	}{
		"by whom it lets in": {
			rules:   []rule{{id: "sgr-9", egress: true, ways: ways{protocol: "tcp", group: "sg-2", from: 80, to: 80}}, {id: "sgr-1", ways: ways{protocol: "tcp", group: "sg-2", from: 80, to: 80}}},
			plan:    planOf(change(in, "create", fromBalancer)),
			imports: []imports.Import{{Address: in, ID: "sgr-1"}},
		},
		"of a group that is not known yet": {rules: []rule{all}, plan: planOf(change(out, "create", `{"ip_protocol":"-1","cidr_ipv4":"0.0.0.0/0"}`))},
		"whom it lets in is not known yet": {
			rules: []rule{{id: "sgr-1", ways: ways{protocol: "tcp", from: 80, to: 80}}},
			plan:  planOf(change(in, "create", `{"security_group_id":"sg-1","ip_protocol":"tcp","from_port":80,"to_port":80}`)),
		},
		"EC2's own rule is the one of the plan": {
			rules:   []rule{all},
			plan:    planOf(change(out, "create", toAll), change(other, "create", toSubnet)),
			imports: []imports.Import{{Address: out, ID: "sgr-3"}},
		},
		"EC2's own rule becomes one that is not there": {
			rules:   []rule{subnet, all},
			plan:    planOf(change(out, "create", toSubnet), change(other, "create", toOther)),
			imports: []imports.Import{{Address: out, ID: "sgr-2"}, {Address: other, ID: "sgr-3"}},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			aws := fake{groups: map[string][]rule{"sg-1": test.rules}}
			got, err := look(t.Context(), aws.clients(), test.plan)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.imports, got.Imports); diff != "" {
				t.Errorf("imports (-want +got):\n%s", diff)
			}
		})
	}
}

// A group of which the settings want no way out would be open to everywhere for ever: it is said.
func TestStrays(t *testing.T) {
	aws := fake{groups: map[string][]rule{"sg-1": {{id: "sgr-3", egress: true, ways: everywhere}}}}
	adopted := []imports.Import{{Address: "m.aws_security_group.this", ID: "sg-1"}, {Address: "m.aws_vpc.this", ID: "vpc-1"}}
	left, err := strays(t.Context(), aws.clients(), planOf(), adopted)
	if err != nil {
		t.Fatal(err)
	}
	wantLeft(t, left, []string{"aws ec2 revoke-security-group-egress --group-id sg-1 --security-group-rule-ids sgr-3"})
	known := planOf(change("m.aws_vpc_security_group_egress_rule.task", "update", `{"id":"sgr-3"}`))
	if left, err = strays(t.Context(), aws.clients(), known, adopted); err != nil || len(left) > 0 {
		t.Errorf("one that was adopted is no stray: %v, %v", left, err)
	}
}
