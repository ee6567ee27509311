package prerequisite

import (
	"errors"
	"strings"
	"testing"

	"dagger/slipway/internal/plan"
)

const (
	person = "arn:aws:sts::123456789012:user/moto"
	role   = "arn:aws:sts::123456789012:assumed-role/slipway-staging-ci-apply/rehearsal"
)

// TestRefuse has a bootstrap that is due at each kind of target: who has to make it, and by which command.
func TestRefuse(t *testing.T) {
	due := []plan.Change{
		{Address: "module.state.aws_s3_bucket.state", Action: plan.Create},
		{Address: `module.iam.aws_iam_role_policy.apply["data"]`, Action: plan.Update},
	}
	for _, c := range []struct {
		name  string
		place Place
		due   []plan.Change
		wants []string // of the error; nil is none
	}{
		{"an account", Place{Caller: person}, due, []string{"--env staging --credentials 'cmd://aws configure export-credentials' bootstrap"}},
		{"an account, and a role of the pipeline", Place{Caller: role}, due, []string{"--credentials 'cmd://aws configure export-credentials' bootstrap"}},
		{"an account that lacks nothing", Place{Caller: role}, nil, nil},
		{"an emulator", Place{Emulator: true, HoldsRoles: true, Caller: person}, due, nil},
		{"the embedded emulator, before STS was asked", Place{Emulator: true, HoldsRoles: true}, due, nil},
		{"an emulator, and a role", Place{Emulator: true, HoldsRoles: true, Caller: role}, due, []string{
			"a role's session on an emulator", "dagger call --env staging --aws tcp://… bootstrap",
		}},
		{"an emulator that lacks nothing, and a role", Place{Emulator: true, HoldsRoles: true, Caller: role}, nil, nil},
		{"an emulator that lets roles do everything", Place{Emulator: true, Caller: role}, due, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.place.Environment = "staging"
			err := c.place.Refuse(c.due)
			var refused *DueError
			if errors.As(err, &refused) != (c.wants != nil) {
				t.Fatalf("got %v", err)
			}
			if err == nil {
				return
			}
			for _, want := range append(c.wants, "environment staging lacks", "create   module.state.aws_s3_bucket.state\n", `update   module.iam.aws_iam_role_policy.apply["data"]`) {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%q is not in:\n%s", want, err)
				}
			}
			if c.place.Emulator && strings.Contains(err.Error(), "--credentials") {
				t.Errorf("in a rehearsal the command would bootstrap the account:\n%s", err)
			}
		})
	}
}

// TestLenient is whether values of secrets are asked for, which a deploy needs with an empty bootstrap too.
func TestLenient(t *testing.T) {
	for _, c := range []struct {
		place Place
		want  bool
	}{
		{Place{Caller: person}, false},
		{Place{Caller: role}, false},
		{Place{Emulator: true, HoldsRoles: true, Caller: person}, true},
		{Place{Emulator: true, HoldsRoles: true, Caller: role}, false},
		{Place{Emulator: true, Caller: role}, true},
	} {
		if got := c.place.Lenient(); got != c.want {
			t.Errorf("%+v: %v", c.place, got)
		}
	}
}
