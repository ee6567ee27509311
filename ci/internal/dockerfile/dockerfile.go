// Package dockerfile reads Dockerfiles, by BuildKit's own parser, and says of a build that failed where in the Dockerfile
// it did.
package dockerfile

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
	"github.com/moby/buildkit/frontend/dockerfile/shell"
)

// File is a Dockerfile without syntax errors.
type File struct {
	path   string
	lines  []string
	lex    *shell.Lex
	build  Build
	known  map[string]bool // the names of ARG
	stages []*stage
}

// stage is a stage, with its variables expanded as far as the Dockerfile says what they are.
type stage struct {
	name     string
	base     string
	line     int
	from     *stage // the stage that it starts from; nil for an image
	commands []command
}

// command is an instruction of a stage, and what it takes from elsewhere.
type command struct {
	instructions.Command
	line    int
	sources []Source
	images  []Base
	stages  []*stage
	secrets []Secret
}

// SyntaxError is a Dockerfile that BuildKit would not read.
type SyntaxError struct {
	Path   string
	Line   int // 0 where it is the whole file
	Reason string
}

func (e *SyntaxError) Error() string { return place(e.Path, e.Line) + ": " + e.Reason }

func place(path string, line int) string {
	if line < 1 {
		return path
	}
	return path + ":" + strconv.Itoa(line)
}

// Build is what a Dockerfile is built with.
type Build struct {
	Args map[string]string
	// Arch is the processor that the image is for. Without one it is this machine's.
	Arch string
}

// Parse reads a Dockerfile as a build sees it. The path is for messages. Errors are of type *SyntaxError.
func Parse(path string, text []byte, build Build) (*File, error) {
	if len(bytes.TrimSpace(text)) == 0 {
		return nil, &SyntaxError{path, 0, "the file is empty; it needs a FROM at least"}
	}
	parsed, err := parser.Parse(bytes.NewReader(text))
	if err != nil {
		return nil, syntaxError(path, err)
	}
	read, arguments, err := instructions.Parse(parsed.AST, nil)
	if err != nil {
		return nil, syntaxError(path, err)
	}
	if len(read) == 0 {
		return nil, &SyntaxError{path, 0, "there is no FROM: write one"}
	}
	f := &File{path: path, lines: strings.Split(string(text), "\n"), lex: shell.NewLex(parsed.EscapeToken), build: build, known: map[string]bool{}}
	return f, f.addStages(read, arguments)
}

func syntaxError(path string, err error) error {
	e := &SyntaxError{Path: path, Reason: err.Error()}
	var at *parser.LocationError
	if errors.As(err, &at) {
		e.Reason = at.Error()
		if len(at.Locations) > 0 {
			e.Line = firstLine(at.Locations[0])
		}
	}
	switch e.Reason {
	case "no build stage in current context":
		e.Reason = "this stands before the first FROM"
	case "file with no instructions":
		e.Line, e.Reason = 0, "there is no instruction in it: write a FROM at least"
	}
	return e
}

func firstLine(ranges []parser.Range) int {
	if len(ranges) == 0 {
		return 0
	}
	return ranges[0].Start.Line
}

func (f *File) addStages(read []instructions.Stage, arguments []instructions.ArgCommand) error {
	global := f.globals(arguments)
	environments := map[*stage]variables{}
	for _, r := range read {
		s := &stage{name: r.Name, line: firstLine(r.Location)}
		base, err := f.expand(r.BaseName, global)
		if err != nil {
			return &SyntaxError{f.path, s.line, "FROM: " + err.Error()}
		}
		if base.text == "" {
			return &SyntaxError{f.path, s.line, fmt.Sprintf(
				"FROM %s names no image: give its ARG a default before the first FROM, or a value in args of .slipway.yaml", r.BaseName)}
		}
		s.base, s.from = base.text, f.byName(base.text)
		known := variables{}
		if s.from != nil {
			known = environments[s.from].inherited()
		}
		for _, c := range r.Commands {
			added, err := f.command(c, known, global)
			if err != nil {
				return err
			}
			s.commands = append(s.commands, added)
		}
		environments[s] = known
		f.stages = append(f.stages, s)
	}
	return nil
}

// Base is an image that a Dockerfile starts from or copies out of.
type Base struct {
	Name   string // without the digest
	Digest string // "sha256:…"; empty where the Dockerfile names none
	Line   int
}

func baseOf(reference string, line int) Base {
	name, digest, _ := strings.Cut(reference, "@")
	return Base{Name: name, Digest: digest, Line: line}
}

// reference is the image as the Dockerfile names it.
func (b Base) reference() string {
	if b.Digest == "" {
		return b.Name
	}
	return b.Name + "@" + b.Digest
}

// Bases are the images that FROM, COPY --from and RUN --mount=from= name, in the order of the file and with the defaults
// of ARG, without earlier stages and scratch.
func (f *File) Bases() []Base {
	var bases []Base
	for _, s := range f.stages {
		if s.from == nil && s.base != "scratch" {
			bases = append(bases, baseOf(s.base, s.line))
		}
		for _, c := range s.commands {
			bases = append(bases, c.images...)
		}
	}
	return bases
}
