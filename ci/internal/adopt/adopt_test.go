package adopt

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dagger/slipway/internal/bootstrap/imports"
)

// change is a resource change of a plan; after is JSON, in which OURS stands for the environment's tags.
func change(address, actions, after string) string {
	module := strings.Split(address, ".")
	kind := module[len(module)-2]
	return fmt.Sprintf(`{"address":%q,"mode":"managed","type":%q,"change":{"actions":[%q],"before":null,"after":%s}}`,
		address, kind, actions, strings.ReplaceAll(after, "OURS", `"tags_all":{"Project":"shop","Environment":"prod"}`))
}

func planOf(changes ...string) []byte {
	return fmt.Appendf(nil, `{"format_version":"1.2","terraform_version":"1.11.4","resource_changes":[%s]}`, strings.Join(changes, ","))
}

const (
	network  = `{"tags_all":{"Name":"shop-prod","Project":"shop","Environment":"prod"}}`
	instance = `{"name":"shop-prod-instance",OURS}`
)

func TestLook(t *testing.T) {
	ours := map[string]string{"Name": "shop-prod", "Project": "shop", "Environment": "prod"}
	theirs := map[string]string{"Name": "shop-prod", "Project": "shop-prod", "Environment": "eu"}
	tests := map[string]struct {
		aws     fake
		plan    []byte
		imports []imports.Import
		left    []string // a part of each
	}{
		"nothing is there": {plan: planOf(change("m.aws_vpc.this", "create", network))},
		"one by its name": {
			aws:     fake{tags: map[string]map[string]string{"vpc-1": ours, "igw-1": ours, "vpc-cidr-assoc-1": ours}},
			plan:    planOf(change("m.aws_vpc.this", "create", network), change("m.aws_internet_gateway.this", "create", network)),
			imports: []imports.Import{{Address: "m.aws_vpc.this", ID: "vpc-1"}, {Address: "m.aws_internet_gateway.this", ID: "igw-1"}},
		},
		"one beside a deleted one": {
			aws:     fake{tags: map[string]map[string]string{"nat-1": ours, "nat-2": ours}, gone: []string{"nat-1"}},
			plan:    planOf(change("m.aws_nat_gateway.this", "create", network)),
			imports: []imports.Import{{Address: "m.aws_nat_gateway.this", ID: "nat-2"}},
		},
		"two of a name": {
			aws:  fake{tags: map[string]map[string]string{"vpc-1": ours, "vpc-2": ours}},
			plan: planOf(change("m.aws_vpc.this", "create", network)),
			left: []string{"vpc-1, vpc-2 was not adopted as m.aws_vpc.this: each of them could be it"},
		},
		"what has left the settings": {
			aws: fake{tags: map[string]map[string]string{
				"sg-1": {"Name": "shop-prod-orders", "Project": "shop", "Environment": "prod"}, "sg-2": {"Name": "shop-prod-eu", "Project": "shop-prod", "Environment": "eu"},
				"sg-3": {"Name": "shop-prod-books", "Project": "shop", "Environment": "prod"}, "i-1": ours, "vpc-9": ours,
			}},
			plan: planOf(change("m.aws_vpc.this", "no-op", `{"id":"vpc-9"}`), change("m.aws_security_group.books", "no-op", `{"id":"sg-3"}`),
				change("m.aws_iam_role.instance[0]", "create", instance)),
			left: []string{"sg-1 is in no state and of no resource of the plan: its name is shop-prod-orders"},
		},
		"what a preview has, in a plan of its base": {
			aws:  fake{tags: map[string]map[string]string{"sg-1": {"Name": "shop-prod--pr-12-orders", "Project": "shop", "Environment": "prod", "Preview": "pr-12"}}},
			plan: planOf(change("m.aws_iam_role.instance[0]", "create", instance)),
		},
		"what a base has, in a plan of its preview": {
			aws:  fake{tags: map[string]map[string]string{"sg-1": {"Name": "shop-prod-orders", "Project": "shop", "Environment": "prod"}, "vpc-1": ours}},
			plan: planOf(strings.Replace(change("m.aws_iam_role.instance[0]", "create", instance), `"Environment":"prod"`, `"Environment":"prod","Preview":"pr-12"`, 1)),
		},
		"one that the state has": {
			aws:  fake{tags: map[string]map[string]string{"vpc-1": ours}},
			plan: planOf(change("m.aws_vpc.this", "create", network), change("m.aws_vpc.old", "no-op", `{"id":"vpc-1"}`)),
		},
		"another environment's of the same name": {
			aws:  fake{tags: map[string]map[string]string{"vpc-1": theirs}},
			plan: planOf(change("m.aws_vpc.this", "create", network)),
			left: []string{"vpc-1 was not adopted as m.aws_vpc.this: it has the name, and its tags"},
		},
		"somebody's, without tags of an environment": {
			aws:  fake{tags: map[string]map[string]string{"vpc-1": {"Name": "shop-prod"}}},
			plan: planOf(change("m.aws_vpc.this", "create", network)),
		},
		"a replacement is none that a state lacks": {
			aws:  fake{tags: map[string]map[string]string{"vpc-1": ours}},
			plan: planOf(strings.Replace(change("m.aws_vpc.this", "create", network), `["create"]`, `["delete","create"]`, 1)),
		},
		"a replacement that is there already": {
			aws: fake{tags: map[string]map[string]string{"sg-1": ours, "sg-2": ours}},
			plan: planOf(strings.Replace(strings.Replace(change("m.aws_security_group.this", "create", network), `["create"]`, `["create","delete"]`, 1),
				`"before":null`, `"before":{"id":"sg-1"}`, 1)),
			left: []string{"sg-2 was not adopted as m.aws_security_group.this: an interrupted run made it to take the place"},
		},
		"a role of the name, without tags": {
			aws:  fake{roles: map[string]map[string]string{"shop-prod-instance": nil}},
			plan: planOf(change("m.aws_iam_role.instance[0]", "create", instance)),
			left: []string{"role/shop-prod-instance was not adopted as m.aws_iam_role.instance[0]"},
		},
		"a role by its name": {
			aws:     fake{roles: map[string]map[string]string{"shop-prod-instance": ours}},
			plan:    planOf(change("m.aws_iam_role.instance[0]", "create", instance)),
			imports: []imports.Import{{Address: "m.aws_iam_role.instance[0]", ID: "shop-prod-instance"}},
		},
		"a role of which IAM says that it is not to be read": {
			aws:  fake{denies: "AccessDenied"},
			plan: planOf(change("m.aws_iam_role.instance[0]", "create", instance)),
		},
		"another environment's role": {
			aws:  fake{roles: map[string]map[string]string{"shop-prod-instance": theirs}},
			plan: planOf(change("m.aws_iam_role.instance[0]", "create", instance)),
			left: []string{"role/shop-prod-instance was not adopted as m.aws_iam_role.instance[0]"},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := look(t.Context(), test.aws.clients(), test.plan)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.imports, got.Imports); diff != "" {
				t.Errorf("imports (-want +got):\n%s", diff)
			}
			wantLeft(t, got.Left, test.left)
		})
	}
}

// A question that is refused or lost is no answer: what was left would be made a second time.
func TestAnErrorIsNoAnswer(t *testing.T) {
	aws := fake{denies: "Throttling"}
	if _, err := look(t.Context(), aws.clients(), planOf(change("m.aws_iam_role.instance[0]", "create", instance))); err == nil ||
		!strings.Contains(err.Error(), "m.aws_iam_role.instance[0]") {
		t.Errorf("got %v, want the resource that was asked for", err)
	}
}

func wantLeft(t *testing.T, got []Left, want []string) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("left is %v, want %q", got, want)
	}
	for i, part := range want {
		if !strings.Contains(got[i].String(), part) {
			t.Errorf("left is %q, want %q in it", got[i], part)
		}
	}
}

// A listener is found once its load balancer is in the state, its rule once the listener is.
func TestConvergeGoesOnWithWhatItFound(t *testing.T) {
	aws := fake{
		balancers: map[string]string{"shop-prod": "arn:lb"}, listeners: map[string]string{"arn:lb": "arn:listener"},
		rules: map[string]string{"arn:listener": "arn:rule"},
	}
	have := map[string]string{}
	plan := func(_ context.Context, blocks string) ([]byte, error) {
		for address, arn := range map[string]string{"m.aws_lb.this": "arn:lb", "m.aws_lb_listener.http": "arn:listener", "m.aws_lb_listener_rule.this": "arn:rule"} {
			if strings.Contains(blocks, address+"\n") {
				have[address] = arn
			}
		}
		var changes []string
		for _, c := range []struct{ address, after, refers, to string }{
			{"m.aws_lb.this", `{"name":"shop-prod"%s}`, "", ""},
			{"m.aws_lb_listener.http", `{"port":80%s}`, "load_balancer_arn", "m.aws_lb.this"},
			{"m.aws_lb_listener_rule.this", `{"priority":7%s}`, "listener_arn", "m.aws_lb_listener.http"},
		} {
			after := ""
			if have[c.to] != "" {
				after = fmt.Sprintf(",%q:%q", c.refers, have[c.to])
			}
			action := "create"
			if have[c.address] != "" {
				action, after = "no-op", after+fmt.Sprintf(`,"arn":%q`, have[c.address])
			}
			changes = append(changes, change(c.address, action, fmt.Sprintf(c.after, after)))
		}
		return planOf(changes...), nil
	}
	first, _ := plan(t.Context(), "")
	got, err := Converge(t.Context(), aws.clients(), first, plan)
	if err != nil {
		t.Fatal(err)
	}
	want := []imports.Import{{Address: "m.aws_lb.this", ID: "arn:lb"}, {Address: "m.aws_lb_listener.http", ID: "arn:listener"}, {Address: "m.aws_lb_listener_rule.this", ID: "arn:rule"}}
	if diff := cmp.Diff(want, got.Imports); diff != "" {
		t.Errorf("imports (-want +got):\n%s", diff)
	}
}

// What AWS lists and no longer has is planned anew.
func TestConvergeLeavesOutWhatIsGone(t *testing.T) {
	ours := map[string]string{"Name": "shop-prod", "Project": "shop", "Environment": "prod"}
	aws := fake{tags: map[string]map[string]string{"vpc-1": ours, "vpce-1": ours}}
	plans := 0
	plan := func(_ context.Context, blocks string) ([]byte, error) {
		plans++
		if strings.Contains(blocks, "vpce-1") {
			return nil, &RefusedError{Err: errors.New("refused"), Output: `While attempting to import an existing object to
"m.aws_vpc_endpoint.this", the provider detected that no object exists with the given id.`}
		}
		return planOf(change("m.aws_vpc.this", "no-op", `{"id":"vpc-1"}`), change("m.aws_vpc_endpoint.this", "create", network)), nil
	}
	got, err := Converge(t.Context(), aws.clients(), planOf(change("m.aws_vpc.this", "create", network), change("m.aws_vpc_endpoint.this", "create", network)), plan)
	if err != nil {
		t.Fatal(err)
	}
	if want := []imports.Import{{Address: "m.aws_vpc.this", ID: "vpc-1"}}; !slices.Equal(got.Imports, want) || plans != 2 {
		t.Errorf("%d plans, imports %v, want 2 and %v", plans, got.Imports, want)
	}
	refused := &RefusedError{Err: errors.New("no such variable"), Output: "no such variable"}
	_, err = Converge(t.Context(), aws.clients(), planOf(change("m.aws_vpc.this", "create", network)), func(context.Context, string) ([]byte, error) { return nil, refused })
	if !errors.Is(err, refused) {
		t.Errorf("another refusal is no reason to leave anything out: %v", err)
	}
}

func TestNothingToCreateAsksNobody(t *testing.T) {
	result, err := Converge(t.Context(), &AWS{}, planOf(change("m.aws_vpc.this", "no-op", network), change("m.aws_sns_topic.this", "create", `{"name":"a"}`)), nil)
	if err != nil || len(result.Imports)+len(result.Left) > 0 {
		t.Errorf("got %v, %v", result, err)
	}
}

func TestReadRefusesOtherThings(t *testing.T) {
	if _, err := read([]byte("{")); err == nil || !json.Valid([]byte("{}")) {
		t.Error("half a plan was read")
	}
}
