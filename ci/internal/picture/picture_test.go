package picture

import (
	"bytes"
	"encoding/json"
	"errors"
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

// recorded is a plan of stacks/platform against the emulator, cut down to what is read and to secrets that must not come out: a third
// zone, a service more, a new image for orders, another bucket, a database that is replaced.
func recorded(t *testing.T) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "plan.json"))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func read(t *testing.T, planJSON []byte) Platform {
	t.Helper()
	p, err := Read(planJSON)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// changes are the resource changes of a plan as its JSON has them.
func changes(resources ...string) []byte {
	return fmt.Appendf(nil, `{"format_version":"1.2","resource_changes":[%s]}`, strings.Join(resources, ","))
}

// resource is one of them: its address without the type is module + "this" + key.
func resourceJSON(kind, module, key, action, values, more string) string {
	index := ""
	if key != "" {
		index = fmt.Sprintf(`"index":%q,`, key)
	}
	return fmt.Sprintf(`{"mode":"managed","type":%q,"name":"this","module_address":%q,%s"change":{"actions":[%q],"before":{},"after":%s%s}}`,
		kind, module, index, action, values, more)
}

// crowd is a platform with so many services, one in ten of which changes.
func crowd(services int) Platform {
	p := Platform{Clusters: []Part{{Kind: "ECS cluster", Name: "shop"}}, Balancers: []Part{{Kind: "load balancer", Name: "shop"}}}
	for i := range services {
		part := Part{Kind: "service", Name: fmt.Sprintf("service-%03d-%s", i, strings.Repeat("x", 60)), Notes: []string{"/a", "b.example.com", "c.example.com", "/d", "2 tasks"}}
		if i%10 == 9 {
			part.Action = plan.Update
		}
		p.Services = append(p.Services, part)
		p.Data = append(p.Data, Part{Kind: "bucket", Name: part.Name})
		p.Zones = append(p.Zones, Zone{Part: Part{Kind: "zone", Name: part.Name}})
	}
	return p
}

func TestGolden(t *testing.T) {
	for name, p := range map[string]Platform{
		"update": read(t, recorded(t)),
		"crowd":  crowd(100),
		"empty":  {},
		"alone":  {Services: []Part{{Kind: "service", Name: "web", Action: plan.Delete}}},
	} {
		for ext, write := range map[string]func(io.Writer) error{".mmd": p.Mermaid, ".d2": p.boxesOnly} {
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

// boxesOnly is D2 without the styles, which are a file already.
func (p Platform) boxesOnly(w io.Writer) error {
	var all bytes.Buffer
	if err := p.D2(&all); err != nil {
		return err
	}
	boxes, ok := bytes.CutPrefix(all.Bytes(), []byte(styles))
	if !ok {
		return errors.New("it does not begin with the styles")
	}
	_, err := w.Write(boxes)
	return err
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

func TestJSONRoundTrip(t *testing.T) {
	want := read(t, recorded(t))
	first, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got Platform
	if err := json.Unmarshal(first, &got); err != nil {
		t.Fatal(err)
	}
	second, err := json.Marshal(got)
	if err != nil || !bytes.Equal(first, second) {
		t.Errorf("got %s, %v\nwant %s", second, err, first)
	}
}

// TestNoValues is the promise that lets a picture be shown: whatever the plan holds, no value of it comes out but those that read.go names.
func TestNoValues(t *testing.T) {
	data := recorded(t)
	p := read(t, data)
	model, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	out := bytes.NewBuffer(model)
	if err := errors.Join(p.Mermaid(out), p.D2(out)); err != nil {
		t.Fatal(err)
	}
	for _, value := range []string{"hunter2", "value-", "PAYMENT_KEY", "123456789012"} {
		if !bytes.Contains(data, []byte(value)) {
			t.Fatalf("the recorded plan has lost %s, so this test proves nothing", value)
		}
		if strings.Contains(out.String(), value) {
			t.Errorf("%s came out:\n%s", value, out)
		}
	}
}

func TestSensitiveStaysInside(t *testing.T) {
	for _, more := range []string{`"after_sensitive":true`, `"after_sensitive":{"name":true,"tags":{"Name":true},"cidr_block":true}`} {
		p := read(t, changes(resourceJSON("aws_vpc", "", "", "create", `{"name":"hunter2","tags":{"Name":"hunter2"},"cidr_block":"hunter2"}`, ","+more)))
		if text, _ := json.Marshal(p); strings.Contains(string(text), "hunter2") || p.Network == nil {
			t.Errorf("%s: %s", more, text)
		}
	}
}

// TestHostileNames holds whatever a resource is called: its name is text in a label, and nothing else.
func TestHostileNames(t *testing.T) {
	name := "x\"]\nend; click \\n ${y} `z` <b>&amp;#quot; | {} 'q' %% *a* _b_"
	p := Platform{Services: []Part{{Kind: "service", Name: name, Notes: []string{name}}}}
	var mermaid, d2 strings.Builder
	if err := errors.Join(p.Mermaid(&mermaid), p.boxesOnly(&d2)); err != nil {
		t.Fatal(err)
	}
	for _, forbidden := range []string{`x"`, "<b>", "`", "${", "|", "*", "_", "%%", "click \\"} {
		if strings.Contains(mermaid.String(), forbidden) {
			t.Errorf("Mermaid has %q:\n%s", forbidden, mermaid.String())
		}
	}
	if lines := strings.Count(mermaid.String(), "\n"); lines != 2 {
		t.Errorf("Mermaid has %d lines:\n%s", lines, mermaid.String())
	}
	if want := `n1: "service x\"] end; click \\n \${y} `; !strings.HasPrefix(d2.String(), want) || strings.Count(d2.String(), "\n") != 1 {
		t.Errorf("D2 is %s\nwant %s…", d2.String(), want)
	}
}

// TestBounded holds however large a platform is: GitHub draws no more than 50,000 characters and 500 arrows.
func TestBounded(t *testing.T) {
	for _, services := range []int{100, 2000} {
		var text strings.Builder
		if err := crowd(services).Mermaid(&text); err != nil {
			t.Fatal(err)
		}
		if n := len(text.String()); n > 8000 {
			t.Errorf("%d services: %d characters", services, n)
		}
	}
	var text strings.Builder
	_ = crowd(100).Mermaid(&text)
	for _, want := range []string{"88 more services", "service-009", "service-099"} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("%q is not in it: what changes is drawn first, the rest is counted", want)
		}
	}
}

// TestMarkdown holds that GitHub finds the picture in its block, and that nothing in the picture ends it.
func TestMarkdown(t *testing.T) {
	var text strings.Builder
	p := Platform{Services: []Part{{Kind: "service", Name: "```\n</details>"}}}
	if err := p.Markdown(&text); err != nil {
		t.Fatal(err)
	}
	got := text.String()
	if !strings.HasPrefix(got, "<details><summary>Picture</summary>\n\n```mermaid\nflowchart LR\n") || !strings.HasSuffix(got, "\n```\n\n</details>\n") ||
		strings.Count(got, "```") != 2 || strings.Count(got, "</details>") != 1 {
		t.Error(got)
	}
}

func TestWriteError(t *testing.T) {
	full := errors.New("no space left")
	p := crowd(1)
	for name, write := range map[string]func(io.Writer) error{"mermaid": p.Mermaid, "markdown": p.Markdown, "d2": p.D2} {
		if err := write(broken{full}); !errors.Is(err, full) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

type broken struct{ err error }

func (b broken) Write([]byte) (int, error) { return 0, b.err }
