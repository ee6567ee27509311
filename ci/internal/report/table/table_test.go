package table

import (
	"errors"
	"strings"
	"testing"
)

func TestText(t *testing.T) {
	tests := map[string]struct {
		rows [][]string
		want string
	}{
		"no rows": {want: ""},
		"aligned, nothing trails": {
			rows: [][]string{{"catalog", "new image", ""}, {"web", "", "200"}},
			want: "NAME     CHANGE     PROBE\ncatalog  new image\nweb                 200\n",
		},
		"a cell cannot leave its row": {
			rows: [][]string{{"a\tb\nc", "\x1b[2Jx", "\u202ey"}},
			want: "NAME   CHANGE  PROBE\na b c  [2Jx    y\n",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var b strings.Builder
			if err := Text(&b, []string{"NAME", "CHANGE", "PROBE"}, test.rows); err != nil {
				t.Fatal(err)
			}
			if b.String() != test.want {
				t.Errorf("got\n%swant\n%s", b.String(), test.want)
			}
		})
	}
}

func TestMarkdown(t *testing.T) {
	var b strings.Builder
	if err := Markdown(&b, []string{"Name", "Note"}, [][]string{{Code("a|b"), Escape("<b>1 | 2</b>")}}); err != nil {
		t.Fatal(err)
	}
	want := "| Name | Note |\n| --- | --- |\n| `a\\|b` | \\<b\\>1 \\| 2\\</b\\> |\n"
	if b.String() != want {
		t.Errorf("got\n%swant\n%s", b.String(), want)
	}
	b.Reset()
	if err := Markdown(&b, []string{"Name"}, nil); err != nil || b.Len() != 0 {
		t.Errorf("no rows wrote %q, %v", b.String(), err)
	}
}

func TestCode(t *testing.T) {
	for in, want := range map[string]string{
		"":         "",
		"x":        "`x`",
		"a`b":      "`` a`b ``",
		"a``b`c":   "``` a``b`c ```",
		"a\nb":     "`a b`",
		`x["k|v"]`: "`x[\"k\\|v\"]`",
	} {
		if got := Code(in); got != want {
			t.Errorf("Code(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestEscape(t *testing.T) {
	for in, want := range map[string]string{
		"plain, with. full stops": "plain, with. full stops",
		"*a* _b_ `c`":             "\\*a\\* \\_b\\_ \\`c\\`",
		"![x](http://y)":          `\!\[x\](http://y)`,
		"ask @someone":            "ask @\u200bsomeone",
		`a\|b`:                    `a\\\|b`,
	} {
		if got := Escape(in); got != want {
			t.Errorf("Escape(%q) = %q, want %q", in, got, want)
		}
	}
}

type broken struct{ err error }

func (b broken) Write([]byte) (int, error) { return 0, b.err }

func TestWriteError(t *testing.T) {
	full := errors.New("no space left")
	rows := [][]string{{"x"}}
	if err := Text(broken{full}, []string{"NAME"}, rows); !errors.Is(err, full) {
		t.Errorf("Text: got %v", err)
	}
	if err := Markdown(broken{full}, []string{"Name"}, rows); !errors.Is(err, full) {
		t.Errorf("Markdown: got %v", err)
	}
}
