package picture

import (
	_ "embed"
	"fmt"
	"io"
	"strings"
)

// styles are the colours and forms of the picture.
//
//go:embed styles.d2
var styles string

// D2 writes the picture in D2's notation, for the layout ELK. What changes has a colour and a word, and a legend says which. The
// error is w's.
func (p Platform) D2(w io.Writer) error {
	sheet := p.layout()
	var text strings.Builder
	text.WriteString(styles)
	for _, box := range sheet.boxes {
		box.d2(&text, "")
	}
	if sheet.rest != nil {
		text.WriteString("legend.")
		sheet.rest.d2(&text, "")
	}
	for _, arrow := range sheet.arrows {
		class := "arrow"
		if arrow.hidden {
			class = "hidden"
		}
		fmt.Fprintf(&text, "%s -> %s: {class: %s}\n", arrow.from.path, arrow.to.path, class)
	}
	_, err := io.WriteString(w, text.String())
	return err
}

func (b *box) d2(text *strings.Builder, indent string) {
	classes, around := []string{string(b.form)}, ""
	if len(b.boxes) > 0 {
		classes, around = []string{"around"}, "around-"
	}
	if name := shade(b.action); name != "" {
		classes = append(classes, around+string(name))
	}
	fmt.Fprintf(text, "%s%s: %s {class: [%s]", indent, b.id, d2Text(b.lines), strings.Join(classes, "; "))
	if len(b.boxes) > 0 {
		text.WriteString("\n")
		if b.columns > 0 {
			fmt.Fprintf(text, "%s  grid-columns: %d\n%[1]s  grid-gap: 12\n", indent, b.columns)
		}
		for _, inner := range b.boxes {
			inner.d2(text, indent+"  ")
		}
		text.WriteString(indent)
	}
	text.WriteString("}\n")
}

// d2Text is a label between quotes that nothing in it can end.
func d2Text(lines []string) string {
	escaped := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "$", `\$`)
	quoted := make([]string, len(lines))
	for i, line := range lines {
		quoted[i] = escaped.Replace(line)
	}
	return `"` + strings.Join(quoted, `\n`) + `"`
}
