package table

import (
	"errors"
	"io"
	"strings"
	"testing"
)

func TestPage(t *testing.T) {
	fill := func(p *Page) {
		p.Paragraph("One %d.", 1)
		p.Table([]string{"A"}, nil)
		p.Table([]string{"A"}, [][]string{{"b"}})
		p.Part(func(w io.Writer) error { _, err := io.WriteString(w, "part\n"); return err })
	}
	for name, test := range map[string]struct {
		page func(io.Writer) *Page
		want string
	}{
		"text":     {NewText, "One 1.\n\nA\nb\n\npart\n"},
		"markdown": {NewMarkdown, "One 1.\n\n| A |\n| --- |\n| b |\n\npart\n"},
	} {
		t.Run(name, func(t *testing.T) {
			var b strings.Builder
			page := test.page(&b)
			fill(page)
			if page.Err() != nil || b.String() != test.want {
				t.Errorf("got %v\n%s", page.Err(), b.String())
			}
		})
	}
	t.Run("the first error stays", func(t *testing.T) {
		full := errors.New("no space left")
		page := NewText(broken{full})
		fill(page)
		if !errors.Is(page.Err(), full) {
			t.Errorf("got %v", page.Err())
		}
	})
}
