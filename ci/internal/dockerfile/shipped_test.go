package dockerfile

import "testing"

func TestShipped(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"one stage":              {"FROM a\n", ""},
		"the last":               {"FROM a AS test\nFROM b\n", ""},
		"tests last":             {"FROM a AS base\nFROM base AS release\nFROM base AS test\n", "release"},
		"tests and dev last":     {"FROM a AS release\nFROM release AS Dev\nFROM release AS test\n", "release"},
		"a stage without a name": {"FROM a\nFROM b AS test\n", "0"},
		"two of one name":        {"FROM a AS x\nFROM b AS x\nFROM b AS test\n", "x"},
		"nothing else":           {"FROM a AS dev\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := parse(t, c.text).Shipped(); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
