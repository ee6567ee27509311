package dockerfile

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/parser"

	"dagger/slipway/internal/engineerror"
)

// outputLines is how much of what an instruction printed stands in an error.
const outputLines = 40

// Failure is what is known of a build that failed.
type Failure struct {
	Service string
	Target  string // the stage that was built; empty for the last one

	// Of the command that failed, if the engine names one (its ExecError).
	Command        []string
	ExitCode       int
	Stdout, Stderr string

	Text string // of the engine's error
}

// BuildError is an instruction that failed.
type BuildError struct {
	Service     string
	Path        string
	Line        int    // 0 where the engine does not say which instruction it was
	Also        []int  // lines of the same instruction in other stages, one of which may be meant
	Instruction string // its first line
	ExitCode    int    // 0 where no command ran to its end
	Output      string // the end of what the command printed, else the reason
}

func (e *BuildError) Error() string {
	text := of(e.Service) + place(e.Path, e.Line) + ": "
	if e.Instruction != "" {
		text += e.Instruction + ": "
	}
	if e.ExitCode == 0 {
		return text + e.Output
	}
	text += fmt.Sprintf("exit code %d", e.ExitCode)
	if e.ExitCode == 137 {
		text += " (killed; often memory ran out)"
	}
	for _, line := range e.Also {
		text += fmt.Sprintf("; the same instruction stands in line %d", line)
	}
	if e.Output == "" {
		return text + "; it printed nothing"
	}
	return text + "; the end of what it printed:\n" + e.Output
}

// BaseError is an image that a Dockerfile starts from or copies out of, and that cannot be had.
type BaseError struct {
	Service string
	Path    string
	Line    int
	Image   string
	Reason  string
}

func (e *BaseError) Error() string {
	return fmt.Sprintf("%s%s: image %s: %s", of(e.Service), place(e.Path, e.Line), e.Image, e.Reason)
}

// Explain says where in the Dockerfile a build failed, as a *BuildError, *BaseError, *SourceError or *SyntaxError. None of
// them has a word of the engine's insides, and none wraps its error.
func (f *File) Explain(failure Failure) error {
	reason := engineerror.Text(failure.Text)
	if len(failure.Command) > 0 {
		return f.explainCommand(failure, reason)
	}
	if err := f.explainBase(failure, reason); err != nil {
		return err
	}
	if err := f.explainSource(failure, reason); err != nil {
		return err
	}
	e := &BuildError{Service: failure.Service, Path: f.path, Output: reason}
	if c := f.quoted(failure.Target, reason); c != nil {
		e.Line, e.Instruction = c.line, f.firstLine(c)
	}
	return e
}

// explainCommand finds the RUN by the command line that BuildKit makes of it.
func (f *File) explainCommand(failure Failure, reason string) error {
	e := &BuildError{Service: failure.Service, Path: f.path, ExitCode: failure.ExitCode}
	e.Output = engineerror.Tail(failure.Stdout, failure.Stderr, outputLines)
	if failure.ExitCode < 1 { // it did not start
		e.ExitCode, e.Output = 0, reason
	}
	for _, s := range f.needed(failure.Target) {
		for i := range s.commands {
			c := &s.commands[i]
			run, ok := c.Command.(*instructions.RunCommand)
			switch {
			case !ok || !runs(run, failure.Command):
			case e.Line == 0:
				e.Line, e.Instruction = c.line, f.firstLine(c)
			default:
				e.Also = append(e.Also, c.line)
			}
		}
	}
	if e.Line == 0 { // an ONBUILD of the base image
		e.Instruction = shorten(strings.Join(failure.Command, " "))
	}
	return e
}

// runs says whether a RUN gives this command line, as BuildKit's dispatchRun makes it.
func runs(run *instructions.RunCommand, command []string) bool {
	if !run.PrependShell {
		return slices.Equal(run.CmdLine, command)
	}
	script := strings.Join(run.CmdLine, " ")
	if len(run.Files) > 0 {
		script = heredocs(script, run.Files)
	}
	return command[len(command)-1] == script
}

func heredocs(script string, files []instructions.ShellInlineFile) string {
	if parser.MustParseHeredoc(script) == nil {
		for _, file := range files {
			script += "\n" + file.Data + file.Name
		}
		return script
	}
	data := files[0].Data
	if files[0].Chomp {
		data = parser.ChompHeredocContent(data)
	}
	if strings.HasPrefix(data, "#!") {
		return path.Join("/dev/pipes", files[0].Name)
	}
	return data
}

// firstLine is the first line of an instruction, as it stands in the file.
func (f *File) firstLine(c *command) string {
	text := strings.TrimSpace(f.lines[c.line-1])
	ranges := c.Location()
	if ranges[len(ranges)-1].End.Line > c.line {
		text = strings.TrimRight(text, "\\` ") + " …"
	}
	return shorten(text)
}

func shorten(text string) string {
	const most = 160
	text, _, _ = strings.Cut(text, "\n")
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}
