package dockerfile

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

// Again is a Dockerfile of which no cache knows a RUN: each of its stages declares an argument with that value, which is part of what a
// RUN is known by and of nothing else.
func Again(text []byte, value string) ([]byte, error) {
	parsed, err := parser.Parse(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	stages, _, err := instructions.Parse(parsed.AST, nil)
	if err != nil {
		return nil, err
	}
	lines := strings.Split(string(text), "\n")
	for _, s := range slices.Backward(stages) {
		lines = slices.Insert(lines, s.Location[len(s.Location)-1].End.Line, "ARG SLIPWAY_AGAIN="+value)
	}
	return []byte(strings.Join(lines, "\n")), nil
}

// Layers are the instructions of which each makes a layer of the target's image, above those of the image that it starts from. No target
// is the last stage. Each is said with its file and line.
func (f *File) Layers(target string) []string {
	var chain []*stage
	for s := f.target(target); s != nil; s = s.from {
		chain = append(chain, s)
	}
	var layers []string
	for _, s := range slices.Backward(chain) {
		for i := range s.commands {
			switch c := &s.commands[i]; c.Command.(type) {
			case *instructions.RunCommand, *instructions.CopyCommand, *instructions.AddCommand, *instructions.WorkdirCommand:
				layers = append(layers, fmt.Sprintf("%s: %s", place(f.path, c.line), f.firstLine(c)))
			}
		}
	}
	return layers
}
