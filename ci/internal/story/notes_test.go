package story

import (
	"errors"
	"testing"
)

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
