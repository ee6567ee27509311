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
