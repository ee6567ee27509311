package gotest

import (
	"fmt"
	"strings"
	"testing"
)

const failing = `{"Action":"run","Package":"shop/cart","Test":"TestTotal"}
{"Action":"run","Package":"shop/cart","Test":"TestTotal/empty"}
{"Action":"output","Package":"shop/cart","Test":"TestTotal/empty","Output":"    cart_test.go:9: got 1, want 0\n"}
{"Action":"fail","Package":"shop/cart","Test":"TestTotal/empty","Elapsed":0}
{"Action":"fail","Package":"shop/cart","Test":"TestTotal","Elapsed":0}
{"Action":"pass","Package":"shop/cart","Test":"TestAdd","Elapsed":0}
{"Action":"skip","Package":"shop/cart","Test":"TestSlow","Elapsed":0}
{"Action":"fail","Package":"shop/cart","Elapsed":0.1}
`

const broken = `{"ImportPath":"shop/cart [shop/cart.test]","Action":"build-output","Output":"# shop/cart\n"}
{"ImportPath":"shop/cart [shop/cart.test]","Action":"build-output","Output":"cart/cart.go:7:2: undefined: totl\n"}
{"ImportPath":"shop/cart [shop/cart.test]","Action":"build-fail"}
{"Action":"start","Package":"shop/cart"}
{"Action":"output","Package":"shop/cart","Output":"FAIL\tshop/cart [build failed]\n"}
{"Action":"fail","Package":"shop/cart","Elapsed":0}
`

func TestRead(t *testing.T) {
	r, err := Read(strings.NewReader(failing))
	if err != nil {
		t.Fatal(err)
	}
	if r.Passed != 1 || r.Failed != 2 || r.Skipped != 1 {
		t.Errorf("counted %d passed, %d failed, %d skipped", r.Passed, r.Failed, r.Skipped)
	}
	text := r.Explain()
	if !strings.Contains(text, "shop/cart TestTotal/empty\n        cart_test.go:9: got 1, want 0") {
		t.Errorf("does not name the test and its line:\n%s", text)
	}
	if strings.Contains(text, "TestTotal\n") {
		t.Errorf("names the parent of a failed test:\n%s", text)
	}
}

func TestReadBuildFailure(t *testing.T) {
	r, err := Read(strings.NewReader("go: downloading something\n" + broken))
	if err != nil {
		t.Fatal(err)
	}
	if r.Failed != 1 || !strings.Contains(r.Explain(), "cart.go:7:2: undefined: totl") {
		t.Errorf("failed %d:\n%s", r.Failed, r.Explain())
	}
}

func TestExplainShowsARace(t *testing.T) {
	var events strings.Builder
	say := func(line string) {
		fmt.Fprintf(&events, "{\"Action\":\"output\",\"Package\":\"p\",\"Test\":\"TestA\",\"Output\":%q}\n", line+"\n")
	}
	say("=== RUN   TestA")
	say("WARNING: DATA RACE")
	say("  cart_test.go:9 +0x1")
	for range 60 {
		say("      testing.go:2101 +0xb12")
	}
	events.WriteString("{\"Action\":\"fail\",\"Package\":\"p\",\"Test\":\"TestA\"}\n")
	result, err := Read(strings.NewReader(events.String()))
	if err != nil {
		t.Fatal(err)
	}
	if text := result.Explain(); !strings.Contains(text, "DATA RACE") || !strings.Contains(text, "cart_test.go:9") || strings.Count(text, "\n") > 40 {
		t.Errorf("%s", text)
	}
}
