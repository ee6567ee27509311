package pins

import (
	"errors"
	"strings"
	"testing"
)

const list = `# The versions.
pins:
  - name: tool
    version: v1.2.3
    from: go:example.org/tool
    in:
      - {file: tools/go.mod, text: 'example.org/tool {version}'}
      - {file: ci.yml, text: 'version: {bare}'}
  - name: checkout # an action
    version: v5.0.0
    digest: 08c6903cd8c0fde910a37f88322edcfb5dd907a8
    from: github:actions/checkout
    in:
      - {file: ci.yml, text: 'actions/checkout@{digest} # {version}'}
`

func read(t *testing.T, text string) []Pin {
	t.Helper()
	pins, err := Read([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return pins
}

func files() map[string]string {
	return map[string]string{
		"tools/go.mod": "require (\n\texample.org/tool v1.2.3 // indirect\n\texample.org/toolbox v0.1.0\n)\n",
		"ci.yml":       "uses: actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0\nversion: 1.2.3\nversion: 1.2.3\n",
	}
}

func TestSync(t *testing.T) {
	if changed, err := Sync(read(t, list), files()); err != nil || len(changed) != 0 {
		t.Errorf("in step: %v, %v", changed, err)
	}
	newer := strings.NewReplacer("v1.2.3", "v1.10.0-rc.1", "v5.0.0", "v6", "08c6903cd8c0fde910a37f88322edcfb5dd907a8", "1111111111111111111111111111111111111111").Replace(list)
	changed, err := Sync(read(t, newer), files())
	if err != nil {
		t.Fatal(err)
	}
	if changed["tools/go.mod"] != "require (\n\texample.org/tool v1.10.0-rc.1 // indirect\n\texample.org/toolbox v0.1.0\n)\n" {
		t.Error(changed["tools/go.mod"])
	}
	if changed["ci.yml"] != "uses: actions/checkout@1111111111111111111111111111111111111111 # v6\nversion: 1.10.0-rc.1\nversion: 1.10.0-rc.1\n" {
		t.Error(changed["ci.yml"])
	}
	again := files()
	for path, text := range changed {
		again[path] = text
	}
	if changed, err := Sync(read(t, newer), again); err != nil || len(changed) != 0 {
		t.Errorf("a second time: %v, %v", changed, err)
	}
	gone := files()
	gone["ci.yml"] = "version: 1.2.3\n"
	var place *PlaceError
	if _, err := Sync(read(t, list), gone); !errors.As(err, &place) || place.Name != "checkout" || place.Place.File != "ci.yml" {
		t.Errorf("a place without its text: %v", err)
	}
}

func TestRead(t *testing.T) {
	for name, test := range map[string]struct{ text, want string }{
		"twice":        {list + "  - {name: tool, version: v1, from: a, in: [{file: a, text: b}]}\n", "twice"},
		"no place":     {"pins:\n  - {name: tool, version: v1, from: a}\n", "write name, version and in"},
		"neither":      {"pins:\n  - {name: tool, version: v1, in: [{file: a, text: b}]}\n", "either from"},
		"empty":        {"pins: []\n", "empty"},
		"other fields": {"pins:\n  - {nam: tool}\n", "nam"},
	} {
		if _, err := Read([]byte(test.text)); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestNewest(t *testing.T) {
	for _, test := range []struct{ pinned, want string }{{"v1.2.3", "v1.10.0"}, {"v1.10.0", "v1.10.0"}, {"v0.9.0", "v0.9.0"}, {"v1.11.0", "v1.11.0"}} {
		if got := Newest(test.pinned, []string{"v1.2.3", "v1.9.0", "v1.10.0", "v1.11.0-rc.1", "v2.0.0", "latest"}); got != test.want {
			t.Errorf("%s: %s, want %s", test.pinned, got, test.want)
		}
	}
}

func TestMove(t *testing.T) {
	text, err := Move([]byte(list), map[string]Pin{"checkout": {Version: "v6.0.0", Digest: "1111111111111111111111111111111111111111"}})
	if err != nil {
		t.Fatal(err)
	}
	want := strings.NewReplacer("v5.0.0", "v6.0.0", "08c6903cd8c0fde910a37f88322edcfb5dd907a8", "1111111111111111111111111111111111111111").Replace(list)
	if string(text) != want {
		t.Errorf("%s", text)
	}
}

func TestNewestTag(t *testing.T) {
	const refs = "1111\trefs/tags/v5\n2222\trefs/tags/v5.0.0\n3333\trefs/tags/v5.0.0^{}\n4444\trefs/tags/v5.1.0\n5555\trefs/tags/v6.0.0\n6666\trefs/tags/v5.2.0-rc.1\n"
	for pinned, want := range map[[2]string][2]string{
		{"v5.0.0", "old"}: {"v5.1.0", "4444"},
		{"v5.1.0", "old"}: {"v5.1.0", "4444"}, // the tag was moved
		{"v6.0.0", "old"}: {"v6.0.0", "5555"},
		{"v4.0.0", "old"}: {"v4.0.0", "old"},
	} {
		got := NewestTag(Pin{Version: pinned[0], Digest: pinned[1]}, refs)
		if got.Version != want[0] || got.Digest != want[1] {
			t.Errorf("%v: got %s %s, want %v", pinned, got.Version, got.Digest, want)
		}
	}
	if got := NewestTag(Pin{Version: "v5.0.0", Digest: "old"}, "2222\trefs/tags/v5.0.0\n3333\trefs/tags/v5.0.0^{}\n"); got.Digest != "3333" {
		t.Errorf("the commit of an annotated tag: %s", got.Digest)
	}
}
