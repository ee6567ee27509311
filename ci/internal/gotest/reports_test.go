package gotest

import (
	"encoding/xml"
	"strings"
	"testing"
)

func TestJUnit(t *testing.T) {
	text, err := JUnit(strings.NewReader(`{"Action":"run","Package":"p","Test":"TestA"}
{"Action":"output","Package":"p","Test":"TestA","Output":"=== RUN   TestA\n"}
{"Action":"output","Package":"p","Test":"TestA","Output":"    a_test.go:7: 1 < 2 & so on\n"}
{"Action":"output","Package":"p","Test":"TestA","Output":"--- FAIL: TestA (0.01s)\n"}
{"Action":"fail","Package":"p","Test":"TestA","Elapsed":0.01}
{"Action":"output","Package":"p","Output":"FAIL\tp\t0.02s\n"}
{"Action":"fail","Package":"p","Elapsed":0.02}
`))
	if err != nil {
		t.Fatal(err)
	}
	var suites struct {
		Suites []struct {
			Name  string `xml:"name,attr"`
			Cases []struct {
				Name    string `xml:"name,attr"`
				Failure string `xml:"failure"`
			} `xml:"testcase"`
		} `xml:"testsuite"`
	}
	if err := xml.Unmarshal(text, &suites); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	if len(suites.Suites) != 1 || len(suites.Suites[0].Cases) != 1 || !strings.Contains(suites.Suites[0].Cases[0].Failure, "1 < 2 & so on") {
		t.Errorf("%s", text)
	}
}

func TestCoverage(t *testing.T) {
	for profile, want := range map[string]float64{
		"mode: atomic\np/a.go:1.1,2.2 3 1\np/a.go:3.1,4.2 1 0\n": 75,
		"mode: atomic\np/a.go:1.1,2.2 1 0\np/a.go:1.1,2.2 1 5\n": 100,
		"mode: atomic\n": 0,
	} {
		if got, err := Coverage(strings.NewReader(profile)); err != nil || got != want {
			t.Errorf("%q: %v, %v, want %v", profile, got, err, want)
		}
	}
	if _, err := Coverage(strings.NewReader("no profile")); err == nil {
		t.Error("text that is no profile was read as one")
	}
}
