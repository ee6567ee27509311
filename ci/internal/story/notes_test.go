package story

import (
	"errors"
	"strings"
	"testing"

	"github.com/aws/smithy-go"
)

// TestWhatToDoStandsBeforeTheNotes has the error of a run that took a lock over keep its next step: behind the notes nobody adds one.
func TestWhatToDoStandsBeforeTheNotes(t *testing.T) {
	notes := &Notes{}
	notes.Find("taken over from maria")
	text := notes.With(&smithy.OperationError{ServiceID: "ECS", OperationName: "UpdateService", Err: errors.New("it is not there")}).Error()
	step, note := strings.Index(text, "ype the same command again"), strings.Index(text, "NOTE: ")
	if step < 0 || note < step {
		t.Errorf("what to do is not before the notes: %s", text)
	}
}

func TestNotesStandBesideAResultAndAFailure(t *testing.T) {
	refused := errors.New("the policy refused it")
	var n Notes
	if err := n.With(refused); err != refused || n.Text() != "" { //nolint:errorlint // nothing is put around it
		t.Errorf("without notes it is %v, and %q", err, n.Text())
	}
	for range 2 { // two plans
		n.Find("lock: taken over from maria")
		n.Find("plan: adopts 2 resources")
	}
	n.Warn("no tag")
	const want = "NOTE: lock: taken over from maria\nNOTE: plan: adopts 2 resources\nWARNING: no tag\n"
	if n.Text() != want {
		t.Errorf("got %q, want %q", n.Text(), want)
	}
	if err := n.With(refused); !errors.Is(err, refused) || err.Error()+"\n" != "the policy refused it\n"+want {
		t.Errorf("the failure is %q", err)
	}
	if err := n.With(nil); err != nil {
		t.Errorf("a run that went well has the error %q", err)
	}
}
