package preview

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"
)

var noon = time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)

func TestParseTTL(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"72h": 72 * time.Hour, "1h": time.Hour, "720h": 720 * time.Hour,
		"": 0, "3d": 0, "59m": 0, "721h": 0, "-72h": 0,
	} {
		got, err := ParseTTL(text)
		if got != want || (err == nil) != (want > 0) {
			t.Errorf("%q: got %s, %v", text, got, err)
		}
		if err != nil && !strings.Contains(err.Error(), "such as 72h") {
			t.Errorf("%q: the error does not say what to write: %v", text, err)
		}
	}
}

func TestReadBase(t *testing.T) {
	for name, c := range map[string]struct{ outputs, wrong string }{
		"as deployed":            {`{"for_previews": {"value": {"host": "shop.example.com", "named": true, "taken": [20]}}}`, ""},
		"before there were any":  {`{"url": {"value": "http://x"}}`, "dagger call --env staging … deploy"},
		"nothing is deployed":    {`{}`, "deploy"},
		"a preview's own":        {`{"for_previews": {"value": null}}`, "deploy"},
		"no certificate has it":  {`{"for_previews": {"value": {"host": "x", "named": false}}}`, "load_balancer.previews = true"},
		"an output of something": {`{"for_previews": {"value": 7}}`, "for_previews"},
	} {
		t.Run(name, func(t *testing.T) {
			var outputs map[string]json.RawMessage
			if err := json.Unmarshal([]byte(c.outputs), &outputs); err != nil {
				t.Fatal(err)
			}
			base, err := ReadBase("staging", outputs)
			if c.wrong == "" {
				if err != nil || base.Host != "shop.example.com" || base.Taken[0] != 20 {
					t.Errorf("got %+v, %v", base, err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), c.wrong) {
				t.Errorf("got %v, want %q", err, c.wrong)
			}
		})
	}
}

// A destroy runs with the services of another source: Terraform wants a priority of each, and no two the same.
func TestVariables(t *testing.T) {
	r := Record{Name: "pr-12", Base: Base{VPC: json.RawMessage(`{"vpc_id":"vpc-1"}`), LoadBalancer: json.RawMessage(`{}`), Cluster: json.RawMessage(`{}`), Host: "h"}, Priorities: map[string]int{"catalog": 3500}}
	text, err := r.Variables(map[string]string{"catalog": "/catalog", "late": "/late", "web": "/"})
	if err != nil {
		t.Fatal(err)
	}
	var read struct {
		Preview struct {
			Name       string
			VPC        struct{ VPC_ID string } //nolint:revive // as Terraform has it
			Priorities map[string]int
		}
	}
	if err := json.Unmarshal([]byte(text), &read); err != nil {
		t.Fatal(err)
	}
	p := read.Preview
	if p.Name != "pr-12" || p.VPC.VPC_ID != "vpc-1" || p.Priorities["catalog"] != 3500 || len(p.Priorities) != 3 || p.Priorities["late"] == 3500 {
		t.Errorf("got %s", text)
	}
}

func TestNone(t *testing.T) {
	if err := None("staging", nil); err != nil {
		t.Errorf("without previews: %v", err)
	}
	err := None("staging", []Record{{Name: "pr-1"}, {Name: "pr-2", Broken: errors.New("no JSON")}})
	for _, want := range []string{"2 previews", "preview down --name pr-1", "preview down --name pr-2", "nothing was destroyed"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("the refusal lacks %q: %v", want, err)
		}
	}
}

func TestReap(t *testing.T) {
	records := []Record{
		{Name: "bad", Broken: errors.New("no JSON")},
		{Name: "fails", Until: noon.Add(-time.Hour)},
		{Name: "goes", Until: noon},
		{Name: "stays", Until: noon.Add(time.Second)},
	}
	var asked []string
	text, err := Reap(records, noon, func(r Record) (string, error) {
		asked = append(asked, r.Name)
		if r.Name == "fails" {
			return "", errors.New("throttled")
		}
		return "Destroyed " + r.Name + ".\n", nil
	})
	if strings.Join(asked, " ") != "fails goes" {
		t.Errorf("taken down were %v: one that fails must not stop the next, and one that lives must stay", asked)
	}
	for _, want := range []string{"preview bad: no JSON", "preview fails: throttled", "2 of 4 previews", "Destroyed goes.", "Left: stays"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("the error lacks %q: %v", want, err)
		}
	}
	if text != "" {
		t.Errorf("text beside an error is not seen: %q", text)
	}
	text, err = Reap(records[2:], noon, func(r Record) (string, error) { return "Destroyed " + r.Name + ".\n", nil })
	if err != nil || !strings.Contains(text, "Destroyed goes.") || !strings.Contains(text, "Left: stays, until 2026-11-30 12:00 UTC") {
		t.Errorf("got %q, %v", text, err)
	}
	if text, err = Reap(nil, noon, nil); err != nil || text != "There are no previews.\n" {
		t.Errorf("of none: %q, %v", text, err)
	}
}

func TestText(t *testing.T) {
	records := []Record{
		{Name: "pr-1", Until: noon.Add(-time.Minute), By: "arn:aws:sts::1:assumed-role/ci-apply/run"},
		{Name: "pr-2", Until: noon.Add(71*time.Hour + 5*time.Minute), Run: "https://ci.example/7"},
		{Name: "pr-3", Broken: errors.New("its record can't be read")},
	}
	text := Text(records, noon)
	for _, want := range []string{"due: `preview reap`", "71h05m", "https://ci.example/7", "its record can't be read"} {
		if !strings.Contains(text, want) {
			t.Errorf("the table lacks %q:\n%s", want, text)
		}
	}
	written, err := JSON(records, noon)
	var rows []struct {
		Name   string
		Due    bool
		Broken string
	}
	if err == nil {
		err = json.Unmarshal([]byte(written), &rows)
	}
	if err != nil || len(rows) != 3 || !rows[0].Due || rows[1].Due || rows[2].Broken == "" {
		t.Errorf("got %+v, %v", rows, err)
	}
	if written, err = JSON(nil, noon); err != nil || written != "[]\n" {
		t.Errorf("of none: %q, %v", written, err)
	}
}
