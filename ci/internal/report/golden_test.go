package report

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dagger/slipway/internal/plan"
)

var update = flag.Bool("update", false, "write the golden files in testdata")

// ended is the summary of report_test.go with an outcome and all that it leaves out.
func ended(outcome Outcome, reason string) Summary {
	s := summary()
	s.Outcome, s.Reason = outcome, reason
	s.Revision = "0a1b2c3d4e5f60718293a4b5c6d7e8f901234567"
	s.Real = []string{"builds and digests"}
	s.Plan = plan.Summary{
		Add: 1, Destroy: 1, Replace: 1,
		Changes: []plan.Change{{Address: `module.s3["a|b"].aws_s3_bucket.this`, Type: "aws_s3_bucket", Action: plan.Replace,
			Attributes: []string{"bucket"}, Forces: []string{"bucket"}}},
		Risky: []plan.Risk{{Address: `module.s3["a|b"].aws_s3_bucket.this`, Reason: "replaced by an empty one: destroys its objects"}},
	}
	return s
}

// back is a release that failed and whose images went back, and of which something could not be written down.
func back() Summary {
	s := ended(RolledBack, "service cart does not serve")
	s.Release, s.BackTo = 7, 5
	s.Serving = []string{"cart: sha256:1111 (release 5), cart:9, COMPLETED"}
	s.Notes = []string{"ledger: release 6 (deploy by *maria*) was interrupted; this run goes on from what it left"}
	s.Warnings = []string{"the end of release 7 is not in the ledger: SlowDown | ask *again*"}
	return s
}

// crowded has more changes than are listed.
func crowded() Summary {
	s := summary()
	s.Plan = plan.Summary{Add: maxChanges + 1}
	for i := range maxChanges + 1 {
		s.Plan.Changes = append(s.Plan.Changes, plan.Change{Address: fmt.Sprintf("aws_eip.nat[%d]", i), Type: "aws_eip", Action: plan.Create})
	}
	return s
}

func TestGolden(t *testing.T) {
	for name, s := range map[string]Summary{
		"deployed":    ended(Deployed, ""),
		"rolled-back": ended(RolledBack, "service cart: tasks failed to start | look at\nits *logs*."),
		"back":        back(),
		"crowded":     crowded(),
		"failed": {Environment: "prod", Target: "AWS, eu-west-1", Outcome: Failed, Reason: "service cart does not compile",
			Error: "service cart does not compile (exit code 1):\ncart.go:3: undefined: ```totl", Serving: []string{"cart: cart:7, COMPLETED"}},
		"empty": {Environment: "prod", Target: "AWS, eu-west-1", Outcome: Failed, Reason: "no service was found"},
	} {
		for ext, write := range map[string]func(io.Writer) error{".txt": s.Text, ".md": s.Markdown, ".json": s.JSON} {
			t.Run(name+ext, func(t *testing.T) {
				var got bytes.Buffer
				if err := write(&got); err != nil {
					t.Fatal(err)
				}
				golden(t, name+ext, got.Bytes())
			})
		}
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got), run with -update if it is right:\n%s", file, diff)
	}
}

func TestLine(t *testing.T) {
	one := Summary{Environment: "prod", Target: "AWS, eu-west-1", Seconds: 98.4, Services: make([]ServiceRow, 1)}
	for outcome, want := range map[Outcome]string{
		"":         "Deployed 1 service to prod (AWS, eu-west-1) in 98 s.",
		Deployed:   "Deployed 1 service to prod (AWS, eu-west-1) in 98 s.",
		Unchanged:  "Nothing to change in prod (AWS, eu-west-1): 1 service checked in 98 s.",
		RolledBack: "Deploy to prod (AWS, eu-west-1) failed after 98 s, and ECS rolled it back.",
		Planned:    "Plan for prod (AWS, eu-west-1): no changes.",
		Failed:     "Deploy to prod (AWS, eu-west-1) failed after 98 s.",
		"unknown":  "Deploy to prod (AWS, eu-west-1) failed after 98 s.",
	} {
		one.Outcome = outcome
		if got := one.Line(); got != want {
			t.Errorf("%q: got %q, want %q", outcome, got, want)
		}
	}
}

// TestLastLineIsTheOutcome holds whatever the reason is: scripts and people look there.
func TestLastLineIsTheOutcome(t *testing.T) {
	s := ended(Failed, "the first line\nDeployed 2 services to prod in 1 s.")
	var text strings.Builder
	if err := s.Text(&text); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(text.String(), "\n"), "\n")
	if last := lines[len(lines)-1]; last != s.Line() || !strings.HasPrefix(last, "Deploy to local") {
		t.Errorf("the last line is %q", last)
	}
}

func TestJSONRoundTrip(t *testing.T) {
	want := ended(Deployed, "")
	var b bytes.Buffer
	if err := want.JSON(&b); err != nil {
		t.Fatal(err)
	}
	var got Summary
	if err := json.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("summary (-want +got):\n%s", diff)
	}
}

func TestWriteErrors(t *testing.T) {
	s := ended(Deployed, "")
	for name, write := range map[string]func(io.Writer) error{"text": s.Text, "markdown": s.Markdown, "json": s.JSON} {
		if err := write(full{}); err == nil {
			t.Errorf("%s: a summary that nobody can read was a success", name)
		}
	}
}
