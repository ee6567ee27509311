package report

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dagger/slipway/internal/plan"
)

func summary() Summary {
	return Summary{
		Environment: "local", Target: "the emulator at port 4566", Seconds: 98.4,
		Services: []ServiceRow{
			{Name: "cart", Digest: "sha256:1111", Size: 8_086_309, Change: "sent", Serves: "http://lb/cart", Probe: "200 at /cart/healthz"},
			{Name: "catalog", Digest: "sha256:2222", Size: 900_000, Change: "was there", Serves: "http://lb/catalog", Probe: "200 at /catalog/healthz"},
		},
		Plan: plan.Summary{Change: 1, Replace: 1, Changes: []plan.Change{
			{Address: "aws_ecs_service.cart", Action: plan.Update, Attributes: []string{"task_definition"}},
		}},
		Steps:     []Step{{Name: "test", Seconds: 0.3}, {Name: "apply", At: 18.2, Seconds: 80.01, Note: "done"}},
		Simulated: []string{"the load balancer"},
	}
}

const want = `SERVICE  DIGEST       SIZE    IMAGE      SERVES AT          PROBE
cart     sha256:1111  8.1 MB  sent       http://lb/cart     200 at /cart/healthz
catalog  sha256:2222  0.9 MB  was there  http://lb/catalog  200 at /catalog/healthz

ACTION  RESOURCE              ATTRIBUTES
update  aws_ecs_service.cart  task_definition

%s

STEP   SECONDS  RESULT
test   0.3
apply  80.0     done

WHAT WAS
simulated  the load balancer

Deployed 2 services to local (the emulator at port 4566) in 98 s.
`

func TestText(t *testing.T) {
	s := summary()
	var got strings.Builder
	if err := s.Text(&got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(fmt.Sprintf(want, s.Plan.Counts()), got.String()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestTextShortensManyChanges(t *testing.T) {
	s := summary()
	for i := range 30 {
		s.Plan.Changes = append(s.Plan.Changes, plan.Change{Address: fmt.Sprintf("aws_eip.nat%d", i), Action: plan.Create})
	}
	var got strings.Builder
	if err := s.Text(&got); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(got.String(), "11 more changes are not listed") || strings.Contains(got.String(), "nat29") {
		t.Errorf("lists them all:\n%s", got.String())
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestTextTellsAFailedWrite(t *testing.T) {
	if err := summary().Text(full{}); err == nil {
		t.Error("a summary that nobody can read was a success")
	}
}
