// Package dockerfile reads Dockerfiles, by BuildKit's own parser, and says of a build that failed where in the Dockerfile
// it did.
package dockerfile

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
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

// Parse reads a Dockerfile. The path is for messages. Errors are of type *SyntaxError.
func Parse(path string, text []byte) (*File, error) {
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
		return nil, &SyntaxError{path, 0, "there is no FROM"}
	}
	f := &File{path: path, lines: strings.Split(string(text), "\n"), lex: shell.NewLex(parsed.EscapeToken)}
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
		e.Line, e.Reason = 0, "there is no instruction in it; it needs a FROM at least"
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
				"FROM %s names no image: give its ARG a default before the first FROM, as Slipway passes no build arguments", r.BaseName)}
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

// byName finds a stage by its name. Of two with one name the later one counts.
func (f *File) byName(name string) *stage {
	for _, s := range slices.Backward(f.stages) {
		if s.name != "" && strings.EqualFold(s.name, name) {
			return s
		}
	}
	return nil
}

// byNameOrIndex is byName for what COPY --from and a mount's from take, which may be the number of a stage.
func (f *File) byNameOrIndex(name string) *stage {
	if s := f.byName(name); s != nil {
		return s
	}
	if i, err := strconv.Atoi(name); err == nil && i >= 0 && i < len(f.stages) {
		return f.stages[i]
	}
	return nil
}

// HasStage says whether a stage has that name.
func (f *File) HasStage(name string) bool { return f.byName(name) != nil }

// needed are the stages that a build of the target runs, in the order of the file. No target is the last stage.
func (f *File) needed(target string) []*stage {
	first := f.stages[len(f.stages)-1]
	if target != "" {
		if first = f.byNameOrIndex(target); first == nil {
			return nil
		}
	}
	found := map[*stage]bool{}
	queue := []*stage{first}
	for len(queue) > 0 {
		s := queue[0]
		queue = queue[1:]
		if s == nil || found[s] {
			continue
		}
		found[s] = true
		queue = append(queue, s.from)
		for _, c := range s.commands {
			queue = append(queue, c.stages...)
		}
	}
	return slices.DeleteFunc(slices.Clone(f.stages), func(s *stage) bool { return !found[s] })
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
