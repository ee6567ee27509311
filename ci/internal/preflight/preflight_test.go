package preflight

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"dagger/slipway/internal/awserror"
)

func look(check string, gate bool, err error, wrong ...Wrong) Look {
	return Look{Check: check, Gate: gate, Ask: func(context.Context) (string, []Wrong, error) { return "all well", wrong, err }}
}

// said is an error that says by itself what to do.
type said struct{ what, next string }

func (s said) Error() string           { return s.what + ": " + s.next }
func (s said) Found() (string, string) { return s.what, s.next }

func TestReport(t *testing.T) {
	denied := fmt.Errorf("ask: %w", answered("ECS", "ListAccountSettings", "AccessDeniedException"))
	report := Run(t.Context(), "prod", []Look{
		look("account", false, nil),
		look("room", false, denied),
		look("quotas", false, nil, Wrong{"61 rules", "have fewer"}, Wrong{"6 VPCs", "ask for more"}),
		look("images", true, errors.Join(said{"service web: no image", "push it"}, errors.New("cosign failed\nline 1\nline 2"))),
	})
	if report.Note() != "1 checks passed, 1 not looked at" {
		t.Error(report.Note())
	}
	if lines := report.Unseen(); len(lines) != 1 || lines[0] != "room not looked at: the credentials may not call ECS ListAccountSettings (AccessDeniedException)" {
		t.Error(lines)
	}
	want := `the plan for prod is refused by 2 of 3 checks, and nothing of the platform was changed:

CHECK    STATE          WHAT                                                                          NEXT COMMAND
quotas   refused        61 rules                                                                      have fewer
quotas   refused        6 VPCs                                                                        ask for more
images   refused        service web: no image                                                         push it
images   refused        cosign failed
room     not looked at  the credentials may not call ECS ListAccountSettings (AccessDeniedException)
account  passed         all well

images: cosign failed
line 1
line 2

Mend what is refused, all of it, and type the same command again.`
	if err := report.Err(); err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
	well := Run(t.Context(), "prod", []Look{look("account", false, nil), look("room", false, denied)})
	if err := well.Err(); err != nil {
		t.Errorf("what could not be looked at refuses nothing: %v", err)
	}
}

// TestAsked has a secret without a value and credentials that end: an account refuses both, a lenient emulator asks for neither, and all else
// is asked everywhere.
func TestAsked(t *testing.T) {
	secret := said{"secret shop-prod/key, read by web, has no value", "aws secretsmanager put-secret-value --secret-id shop-prod/key --secret-string file://…"}
	looks := func() []Look {
		values := look("secrets", false, nil, Wrongs(secret)...)
		ends := look("credentials", false, nil, Wrong{"the credentials end in 1 minutes", "aws sso login"})
		values.Strict, ends.Strict = true, true
		return []Look{look("quotas", false, nil, Wrong{"61 rules", "have fewer"}), ends, values, look("images", true, nil)}
	}
	for _, c := range []struct {
		lenient bool
		wants   []string
		never   []string
	}{
		{false, []string{"refused by 3 of 4 checks", secret.what, secret.next, "aws sso login", "61 rules"}, nil},
		{true, []string{"refused by 1 of 2 checks", "61 rules"}, []string{"secrets", "credentials"}},
	} {
		err := Run(t.Context(), "prod", Asked(looks(), c.lenient)).Err()
		if err == nil {
			t.Fatalf("lenient %v: nothing is refused", c.lenient)
		}
		for _, want := range c.wants {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("lenient %v: %q is not in:\n%v", c.lenient, want, err)
			}
		}
		for _, never := range c.never {
			if strings.Contains(err.Error(), never) {
				t.Errorf("lenient %v: %q is in:\n%v", c.lenient, never, err)
			}
		}
	}
}

// TestEachThatWasNotSeenIsSaid has three looks of one check refused, two of them alike.
func TestEachThatWasNotSeenIsSaid(t *testing.T) {
	denied := answered("Secrets Manager", "DescribeSecret", "AccessDeniedException")
	report := Run(t.Context(), "prod", []Look{look("secrets", false, errors.Join(denied, errors.New("the partner's can't be looked at"), denied))})
	if lines := report.Unseen(); len(lines) != 2 || !strings.Contains(lines[1], "the partner's") || report.Note() != "0 checks passed, 1 not looked at" {
		t.Errorf("%s: %q", report.Note(), lines)
	}
}

// TestGate has a gate that can't look: it must not say yes.
func TestGate(t *testing.T) {
	report := Run(t.Context(), "prod", []Look{look("images", true, answered("ECR", "DescribeImages", "AccessDeniedException"))})
	if err := report.Err(); err == nil || !strings.Contains(err.Error(), "AccessDeniedException") {
		t.Errorf("got %v", err)
	}
}

func TestSplit(t *testing.T) {
	wrong, unseen := Split(errors.Join(said{"secret a has no value", "put it"}, errors.Join(answered("Secrets Manager", "DescribeSecret", "AccessDenied"), errors.New("no network"))))
	if len(wrong) != 2 || wrong[0] != (Wrong{"secret a has no value", "put it"}) || wrong[1].What != "no network" {
		t.Errorf("wrong: %v", wrong)
	}
	if !awserror.Denied(unseen) {
		t.Errorf("not seen: %v", unseen)
	}
	if wrong, unseen := Split(nil); wrong != nil || unseen != nil {
		t.Errorf("of nothing: %v, %v", wrong, unseen)
	}
}
