package rego

import (
	"strings"
	"testing"
)

func TestCheckOwn(t *testing.T) {
	e := Evaluation{Complete: []string{"names", "shipped"}}
	for text, adds := range map[string]bool{
		"package slipway.rule.names\n":            true,
		"# A rule.\npackage slipway.rule.names\n": true,
		"package slipway.lib.names\n":             true,
		"package slipway.rule.names_test\n":       true,
		"package slipway.rule.lacks_its_reason\n": false,
		"package slipway.rule.names.inner\n":      false,
		"package acme.rules\n":                    false,
		"# package slipway.rule.names\n":          false,
		"":                                        false,
	} {
		err := e.CheckOwn(map[string][]byte{"environments/policy/names.rego": []byte(text)})
		if adds != (err == nil) || err != nil && !strings.HasPrefix(err.Error(), "environments/policy/names.rego adds no rule: write") {
			t.Errorf("%q: got %v", text, err)
		}
	}
}
