// The program d2 reads a picture in D2's notation and writes it as SVG. It is D2 as a library, with the layout ELK and nothing else:
// D2's own command brings a browser, a web server and three more formats. It also lets colours of single boxes follow the reader's
// light or dark, which D2 does for a theme's alone.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"

	"oss.terrastruct.com/d2/d2graph"
	"oss.terrastruct.com/d2/d2layouts/d2elklayout"
	"oss.terrastruct.com/d2/d2lib"
	"oss.terrastruct.com/d2/d2renderers/d2svg"
	"oss.terrastruct.com/d2/d2target"
	"oss.terrastruct.com/d2/lib/log"
	"oss.terrastruct.com/d2/lib/textmeasure"
)

func main() {
	if err := draw(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "d2:", err)
		os.Exit(1)
	}
}

func draw(in io.Reader, out io.Writer) error {
	source, err := io.ReadAll(in)
	if err != nil {
		return fmt.Errorf("read the picture: %w", err)
	}
	ruler, err := textmeasure.NewRuler()
	if err != nil {
		return fmt.Errorf("load the fonts: %w", err)
	}
	ctx := log.With(context.Background(), slog.New(slog.DiscardHandler))
	// Its arrows go around boxes; those of dagre go through them.
	elk := func(string) (d2graph.LayoutGraph, error) { return d2elklayout.DefaultLayout, nil }
	yes := true
	options := d2svg.RenderOpts{NoXMLTag: &yes, OmitVersion: &yes} // it stands in a page, too, and is the same each time
	diagram, _, err := d2lib.Compile(ctx, string(source), &d2lib.CompileOptions{Ruler: ruler, LayoutResolver: elk}, &options)
	if err != nil {
		return fmt.Errorf("lay the picture out: %w", err)
	}
	if err := follow(diagram, options.ThemeOverrides); err != nil {
		return err
	}
	svg, err := d2svg.Render(diagram, &options)
	if err != nil {
		return fmt.Errorf("write the picture: %w", err)
	}
	_, err = out.Write(bytes.Replace(svg, []byte(">"), []byte(">"+ground(options)), 1))
	return err
}

// ground colours what a window has around the picture. Inside a page it says nothing: there the root is another.
func ground(options d2svg.RenderOpts) string {
	if options.ThemeOverrides == nil || options.ThemeOverrides.N7 == nil || options.DarkThemeOverrides == nil || options.DarkThemeOverrides.N7 == nil {
		return ""
	}
	return fmt.Sprintf("<style>svg:root{background:%s}@media screen and (prefers-color-scheme:dark){svg:root{background:%s}}</style>",
		*options.ThemeOverrides.N7, *options.DarkThemeOverrides.N7)
}

// follow has each colour that is one of the theme's be the theme's.
func follow(diagram *d2target.Diagram, theme *d2target.ThemeOverrides) error {
	slots, err := colours(theme)
	if err != nil {
		return err
	}
	themed := func(colour *string) {
		if slot, ok := slots[strings.ToLower(*colour)]; ok {
			*colour = slot
		}
	}
	for i := range diagram.Shapes {
		shape := &diagram.Shapes[i]
		themed(&shape.Fill)
		themed(&shape.Stroke)
		themed(&shape.Color)
	}
	for i := range diagram.Connections {
		themed(&diagram.Connections[i].Stroke)
	}
	return nil
}

// colours are the theme's own, by value: "#1f2328" is N1.
func colours(theme *d2target.ThemeOverrides) (map[string]string, error) {
	text, err := json.Marshal(theme)
	if err != nil {
		return nil, fmt.Errorf("read the theme: %w", err)
	}
	var values map[string]*string
	if err := json.Unmarshal(text, &values); err != nil {
		return nil, fmt.Errorf("read the theme: %w", err)
	}
	slots := map[string]string{}
	for slot, value := range values {
		if value != nil {
			slots[strings.ToLower(*value)] = strings.ToUpper(slot)
		}
	}
	return slots, nil
}
