package report

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"dagger/slipway/internal/gate"
	"dagger/slipway/internal/plan"
)

// judged is a verdict that has one of everything.
func judged() gate.Verdict {
	finding := gate.Finding{
		Gate: gate.Policy, Tool: "opa", Rule: "nat-per-zone", Severity: gate.High, Resource: `module.vpc.aws_nat_gateway.this["eu-west-1a"]`, Environment: "prod",
		Message: "one NAT gateway serves two zones", Reason: "a zone that fails takes the way out of the others with it", Remedy: "set vpc.single_nat_gateway = false",
	}
	allowance := gate.Allowance{Gate: gate.Policy, Rule: "nat-per-zone", Environment: "prod", Reason: "the office is closed until then", Expires: "2027-01-31"}
	old := allowance
	old.Rule, old.Expires = "tls-only", "2026-01-31"
	low := finding
	low.Severity, low.URL = gate.Low, "https://example.com/rule"
	return gate.Verdict{
		Gate: gate.Policy, Environment: "prod", Threshold: gate.High, Rules: 41, Notes: []string{"41 rules of terraform/policy"},
		Refused: []gate.Refusal{{Finding: finding, Until: "2026-10-31"}}, Allowed: []gate.Allowed{{Finding: finding, Allowance: allowance}},
		Below: []gate.Finding{low}, Unseen: []gate.Finding{finding}, Expired: []gate.Allowance{old}, Unused: []gate.Allowance{allowance},
	}
}

// night is what a person reads at three in the morning: a deploy that was rolled back, with all that a page can have, and long names.
func night() Page {
	s := ended(RolledBack, "verify: service catalog: tasks failed to start: CannotPullContainerError: pull image manifest has been retried 5 time(s)")
	s.Environment, s.Target, s.Waited = "prod", "AWS, eu-west-1", 61
	s.Error = "verify: service catalog no longer deploys prod-catalog:8 but prod-catalog:7: tasks failed to start\n" +
		"  2026-11-29 03:02:11  (service catalog) (deployment ecs-svc/0123456789012345678) deployment failed: tasks failed to start.\n" +
		"  2026-11-29 03:02:12  rolling back to deployment ecs-svc/9876543210987654321, which " + strings.Repeat("serves-", 30)
	s.Serving = []string{"cart: prod-cart:8, COMPLETED", "catalog: prod-catalog:7, ROLLED BACK"}
	for i := range s.Services {
		s.Services[i].Digest = "sha256:" + strings.Repeat("0a1b2c3d", 8)
	}
	s.Plan.Changes = append([]plan.Change{
		{Address: `module.service["catalog"].aws_ecs_task_definition.this`, Type: "aws_ecs_task_definition", Action: plan.Create},
		{Address: `module.service["catalog"].aws_ecs_service.this`, Type: "aws_ecs_service", Action: plan.Update, Attributes: []string{"task_definition"}},
		{Address: `module.service["orders"].aws_lb_listener_rule.this`, Type: "aws_lb_listener_rule", Action: plan.Delete},
	}, s.Plan.Changes...)
	s.Steps = []Step{
		{Name: "target", Seconds: 1.2, Note: "AWS, eu-west-1"}, {Name: "bootstrap", At: 1.2, Seconds: 2.1, Note: "is there"},
		{Name: "build", At: 0.1, Seconds: 21.4, Note: "2 images"}, {Name: "plan", At: 21.5, Seconds: 11, Note: s.Plan.Counts()},
		{Name: "test", At: 0.1, Seconds: 30.2, Note: "2 services, 41 tests"}, {Name: "scan", At: 21.5, Seconds: 4, Note: StepStopped},
		{Name: "push", At: 33, Seconds: 4.1, Note: "1 sent, 1 was there"}, {Name: "apply", At: 37.2, Seconds: 20.4, Note: s.Plan.Counts()},
		{Name: "verify", At: 57.6, Seconds: 40.7, Note: StepFailed},
	}
	return Page{Summary: s, Made: time.Date(2026, 11, 29, 3, 4, 0, 0, time.UTC), Verdicts: []gate.Verdict{judged()},
		Picture: []byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 60"><text x="10" y="40" fill="currentColor">the picture</text></svg>`)}
}

func rendered(t *testing.T, p Page) string {
	t.Helper()
	var text bytes.Buffer
	if err := p.HTML(&text); err != nil {
		t.Fatal(err)
	}
	return text.String()
}

// TestHTMLGolden has pages that a browser looks at, too: ci/tests/looks.go.
func TestHTMLGolden(t *testing.T) {
	planned := night()
	planned.Summary.Outcome, planned.Summary.Reason, planned.Summary.Error, planned.Summary.Serving, planned.Summary.Steps = Planned, "", "", nil, nil
	planned.Picture, planned.NoPicture = nil, "the picture of the platform could not be drawn"
	for name, p := range map[string]Page{"rolled-back.html": night(), "planned.html": planned} {
		t.Run(name, func(t *testing.T) { golden(t, name, []byte(rendered(t, p))) })
	}
}

// TestHTMLStandsAlone holds that a page opens from a disk years later: nothing in it asks for anything.
func TestHTMLStandsAlone(t *testing.T) {
	text := rendered(t, night())
	for _, forbidden := range []string{"<script", "<link", "<img", "<iframe", "@import", "url(", "javascript:"} {
		if strings.Contains(text, forbidden) {
			t.Errorf("it has %s", forbidden)
		}
	}
	if !strings.Contains(text, "default-src 'none'") {
		t.Error("nothing keeps its picture from asking for something")
	}
}

// TestHTMLEscapes holds whatever stands in a summary: it is text.
func TestHTMLEscapes(t *testing.T) {
	const hostile = `</style><script>alert(1)</script>"'<img src=x>`
	p := night()
	p.NoPicture, p.Picture = hostile, nil
	s := &p.Summary
	s.Environment, s.Target, s.Revision, s.Reason, s.Error, s.Real, s.Simulated = hostile, hostile, hostile, hostile, hostile, []string{hostile}, []string{hostile}
	s.Services = []ServiceRow{{hostile, hostile, 1, hostile, hostile, hostile}}
	s.Steps = []Step{{Name: hostile, Seconds: 1, Note: hostile}}
	s.Plan = plan.Summary{Changes: []plan.Change{{Address: hostile, Action: hostile, Attributes: []string{hostile}}}, Outputs: []string{hostile}}
	f := gate.Finding{Rule: hostile, File: hostile, Message: hostile, Reason: hostile, Remedy: hostile, URL: "javascript:alert(1)"}
	p.Verdicts = []gate.Verdict{{Gate: hostile, Notes: []string{hostile}, Refused: []gate.Refusal{{Finding: f}}, Below: []gate.Finding{f}}}
	text := rendered(t, p)
	if n := strings.Count(text, "alert(1)"); n < 15 {
		t.Fatalf("it has the text %d times, so this test proves little", n)
	}
	page, err := html.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	for node := range page.Descendants() {
		if node.Data == "script" || node.Data == "img" {
			t.Errorf("text became a <%s>", node.Data)
		}
		for _, a := range node.Attr {
			if strings.HasPrefix(a.Key, "on") || strings.HasPrefix(a.Val, "javascript:") {
				t.Errorf("text became %s=%q", a.Key, a.Val)
			}
		}
	}
}

// TestHTMLOrder holds that a reader meets first what matters first.
func TestHTMLOrder(t *testing.T) {
	text := rendered(t, night())
	rest := text
	for _, next := range []string{
		"Rolled back", "Deploy to prod (AWS, eu-west-1) failed after 98 s", "which serves-", "What serves now",
		"destroys its objects", "aws_lb_listener_rule", "aws_ecs_service.this", "aws_ecs_task_definition",
		"the picture", "<details open>", "nat-per-zone", "<strong>build", "<strong>verify", "sha256:", "Simulated",
	} {
		_, after, found := strings.Cut(rest, next)
		if !found {
			t.Fatalf("%q is missing, or stands before what should stand before it", next)
		}
		rest = after
	}
}

func TestHTMLFoldsManyChanges(t *testing.T) {
	p := Page{Summary: crowded()}
	if text := rendered(t, p); !strings.Contains(text, "<details open>") || !strings.Contains(text, "aws_eip.nat[20]") {
		t.Error("a page has room for 21 changes")
	}
	for range 3 {
		p.Summary.Plan.Changes = append(p.Summary.Plan.Changes, p.Summary.Plan.Changes...)
	}
	if text := rendered(t, p); strings.Contains(text, "<details open>") {
		t.Error("168 changes are not folded")
	}
}

func TestHTMLSaysWhatRunsBefore(t *testing.T) {
	page := night()
	page.Summary.Plan.Before = []plan.Before{{Service: "orders", Command: []string{"migrate", "<up>"}, Timeout: "10m"}}
	if text := rendered(t, page); !strings.Contains(text, "Runs once, before any service moves: orders <code>migrate &lt;up&gt;</code>, at most 10m") {
		t.Error("the page does not say what will be run")
	}
}

func TestHTMLSaysWhatWasTakenOver(t *testing.T) {
	page := night()
	page.Summary.Notes = []string{"lock: taken over from <maria>"}
	if text := rendered(t, page); !strings.Contains(text, "<strong>Note:</strong> lock: taken over from &lt;maria&gt;") {
		t.Error("the page does not say that the run took a lock over")
	}
}

func TestHTMLWriteError(t *testing.T) {
	if err := night().HTML(full{}); err == nil {
		t.Error("a page that nobody can read was a success")
	}
}

func TestBars(t *testing.T) {
	bars, ends := Summary{Seconds: 10, Steps: []Step{{Name: "b", At: 5, Seconds: 5}, {Name: "a", At: 0, Seconds: 0.001}, {Name: "c", At: 10, Seconds: 10}}}.bars()
	if ends != "20 s" || bars[0].Name != "a" || bars[0].Width != 0.5 || bars[1].Left != 25 || bars[1].Width != 25 || bars[2].Left+bars[2].Width != 100 {
		t.Errorf("the line ends at %s: %+v", ends, bars)
	}
	if bars, _ := (Summary{}).bars(); bars != nil {
		t.Errorf("no time has %+v", bars)
	}
}
