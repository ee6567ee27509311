package hcltest

import (
	"errors"
	"strings"
	"testing"
)

const (
	passed  = `{"@message":"Success! 6 passed, 0 failed.","test_summary":{"status":"pass","passed":6,"failed":0,"errored":0},"type":"test_summary"}`
	refused = `{"@level":"error","@message":"Error: Invalid value","@testrun":"two_zones","diagnostic":{"severity":"error","summary":"Test assertion failed","detail":"There must be two.","range":{"filename":"tests/vpc.tftest.hcl","start":{"line":12}}},"type":"diagnostic"}`
	failed  = `{"@message":"Failure!","test_summary":{"status":"fail","passed":5,"failed":1,"errored":0},"type":"test_summary"}`
	none    = `{"@message":"Success! 0 passed, 0 failed.","test_summary":{"status":"pass","passed":0},"type":"test_summary"}`
	skipped = `{"@message":"Error","test_summary":{"status":"error","passed":0,"failed":0,"errored":0},"type":"test_summary"}`
)

func TestRead(t *testing.T) {
	if r, err := Read([]byte(passed)); err != nil || r.Passed != 6 {
		t.Errorf("%+v, %v", r, err)
	}
	_, err := Read([]byte(refused + "\n" + failed))
	var fail *FailedError
	if !errors.As(err, &fail) || fail.Failed != 1 || !strings.Contains(err.Error(), "two_zones: tests/vpc.tftest.hcl:12: Test assertion failed: There must be two.") {
		t.Errorf("a failed run: %v", err)
	}
	for name, text := range map[string]string{"nothing": "", "no test": none, "text": "Error: no init", "skipped": skipped} {
		if _, err := Read([]byte(text)); err == nil {
			t.Errorf("%s was taken for tests that passed", name)
		}
	}
}

func TestRefusals(t *testing.T) {
	text := `
run "a" { command = plan }
run "b" {
  command         = plan
  expect_failures = [var.cidr]
}
# expect_failures in a comment is none
`
	if n := Refusals(text); n != 1 {
		t.Errorf("%d refusals, want 1", n)
	}
}
