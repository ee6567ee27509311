package ledger

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestTable(t *testing.T) {
	a, b := images("a", "a"), images("b", "a")
	l := story{{Deploy, Succeeded, a, 0}, {Deploy, "", b, 0}, {Deploy, Failed, b, 0}, {Rollback, Succeeded, a, 1}, {Deploy, Failed, a, 0}, {Apply, "", b, 0}}.told(t)
	listed, err := l.List(t.Context(), 5, 6)
	if err != nil {
		t.Fatal(err)
	}
	want := `#  WHEN (UTC)           STATUS           COMMIT  CHANGED  BY     TOOK   DESCRIPTION
6  2026-11-29 22:30:00  running          -       catalog  maria  -      apply
5  2026-11-29 22:30:00  failed           -       nothing  maria  1m35s  deploy: service catalog: its tasks ended
4  2026-11-29 22:30:00  succeeded, live  -       nothing  maria  1m35s  rollback to release 1
3  2026-11-29 22:30:00  failed           -       catalog  maria  1m35s  deploy: service catalog: its tasks ended
2  2026-11-29 22:30:00  interrupted      -       catalog  maria  -      deploy
`
	if got := listed.Text(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestTheLiveReleaseMayBeOlderThanWhatIsListed(t *testing.T) {
	a := images("a", "a")
	listed, err := story{{Deploy, Succeeded, a, 0}, {Deploy, Failed, a, 0}}.told(t).List(t.Context(), 1, 0)
	if err != nil || len(listed.Releases) != 1 || listed.Live != 1 {
		t.Errorf("got %+v, %v", listed, err)
	}
}

func TestJSON(t *testing.T) {
	listed, err := story{{Deploy, Succeeded, images("a", "b"), 0}, {Deploy, "", nil, 0}}.told(t).List(t.Context(), 20, 0)
	if err != nil {
		t.Fatal(err)
	}
	text, err := listed.JSON()
	if err != nil {
		t.Fatal(err)
	}
	var all []struct {
		Number  int
		Status  string
		Live    bool
		By      string
		Digests map[string]string
		End     *struct{ Seconds float64 }
	}
	if err := json.Unmarshal([]byte(text), &all); err != nil {
		t.Fatal(err)
	}
	if len(all) != 2 || all[0].Status != "interrupted" || all[0].End != nil || !all[1].Live || all[1].End.Seconds != 95 ||
		all[1].Digests["orders"] != "sha256:"+strings.Repeat("b", 64) || all[1].By != "arn:aws:iam::111122223333:user/maria" {
		t.Errorf("got %s", text)
	}
	if text, err := (Listed{}).JSON(); err != nil || text != "[]\n" {
		t.Errorf("of none: %q, %v", text, err)
	}
}

func TestRows(t *testing.T) {
	r := Release{Begin: Begin{Kind: Deploy, Commit: strings.Repeat("c", 40), Revision: strings.Repeat("d", 64), Counts: "Plan: 1 to add, 2 to change, 0 to destroy.",
		Changed: []string{"a", "b", "c", "d"}}}
	for got, want := range map[string]string{
		short(r):       strings.Repeat("c", 12),
		changed(r):     "4 services",
		description(r): "deploy: 1 to add, 2 to change, 0 to destroy",
		short(Release{Begin: Begin{Revision: strings.Repeat("d", 64)}}): "source " + strings.Repeat("d", 12),
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
