package picture

import (
	"fmt"
	"io"
	"strings"
)

// paints are the classes. A box with a fill, a border and a text of its own reads the same on a light and on a dark page, and so does one
// around others that has only a border.
var paints = []struct{ class, style string }{
	{"delete", "fill:#ffdcd7,stroke:#cf222e,color:#6b0d14"},
	{"replace", "fill:#ffe2cc,stroke:#bc4c00,color:#5c2200"},
	{"create", "fill:#dafbe1,stroke:#1a7f37,color:#0b3d1a"},
	{"update", "fill:#fff3c4,stroke:#9a6700,color:#4d2d00"},
	{"around", "fill:none,stroke:#818b98"},
	{"around-delete", "fill:none,stroke:#cf222e,stroke-width:3px"},
	{"around-replace", "fill:none,stroke:#bc4c00,stroke-width:3px"},
	{"around-create", "fill:none,stroke:#1a7f37,stroke-width:3px"},
	{"around-update", "fill:none,stroke:#9a6700,stroke-width:3px"},
}

// Mermaid writes the picture in the notation that GitHub draws in comments and job summaries. However large the platform is, it has some
// thousand characters. The error is w's.
func (p Platform) Mermaid(w io.Writer) error {
	sheet := p.layout()
	var text strings.Builder
	text.WriteString("flowchart LR\n")
	painted := map[string][]string{} // the boxes of each class
	for _, box := range sheet.boxes {
		box.mermaid(&text, "  ", painted)
	}
	if sheet.rest != nil {
		sheet.rest.mermaid(&text, "  ", painted)
	}
	for _, arrow := range sheet.arrows {
		line := "-->"
		if arrow.hidden {
			line = "~~~"
		}
		fmt.Fprintf(&text, "  %s %s %s\n", arrow.from.id, line, arrow.to.id)
	}
	for _, paint := range paints {
		if ids := painted[paint.class]; len(ids) > 0 {
			fmt.Fprintf(&text, "  classDef %s %s\n  class %s %[1]s\n", paint.class, paint.style, strings.Join(ids, ","))
		}
	}
	_, err := io.WriteString(w, text.String())
	return err
}

// Markdown writes the picture as a block that GitHub folds and draws. The error is w's.
func (p Platform) Markdown(w io.Writer) error {
	var text strings.Builder
	_ = p.Mermaid(&text) // a strings.Builder takes everything
	_, err := fmt.Fprintf(w, "<details><summary>Picture</summary>\n\n```mermaid\n%s```\n\n</details>\n", text.String())
	return err
}

func (b *box) mermaid(text *strings.Builder, indent string, painted map[string][]string) {
	lines := make([]string, len(b.lines))
	for i, line := range b.lines {
		lines[i] = mermaidText(line)
	}
	class := string(shade(b.action))
	if len(b.boxes) > 0 {
		class = strings.TrimSuffix("around-"+class, "-")
	}
	painted[class] = append(painted[class], b.id)
	if len(b.boxes) > 0 {
		// Left to itself Mermaid turns each box the other way, and puts what has no arrows into one long row.
		fmt.Fprintf(text, "%ssubgraph %s[\"%s\"]\n%[1]s  direction LR\n", indent, b.id, strings.Join(lines, ", "))
		for i, inner := range b.boxes {
			inner.mermaid(text, indent+"  ", painted)
			if b.columns > 1 && i%b.columns > 0 {
				fmt.Fprintf(text, "%s  %s ~~~ %s\n", indent, b.boxes[i-1].id, inner.id)
			}
		}
		fmt.Fprintf(text, "%send\n", indent)
		return
	}
	begin, end := "[", "]"
	switch b.form {
	case outside:
		begin, end = "([", "])"
	case data:
		begin, end = "[(", ")]"
	}
	fmt.Fprintf(text, "%s%s%s\"%s\"%s\n", indent, b.id, begin, strings.Join(lines, "<br>"), end)
}

// mermaidText writes whatever could be markup as the number of its character, which is text to Mermaid.
func mermaidText(line string) string {
	var text strings.Builder
	for _, r := range line {
		if r > 127 || r == ' ' || strings.ContainsRune("./:,-+~", r) || '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' {
			text.WriteRune(r)
		} else {
			fmt.Fprintf(&text, "#%d;", r)
		}
	}
	return text.String()
}
