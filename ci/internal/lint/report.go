package lint

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/gate/readers"
	"dagger/slipway/internal/toolbox"
)

// reportScript has a command write its report to a file. An end with 0 or with $0 is an answer; with any other one the tool did
// not look, and the report may say why.
const reportScript = `code=0; "$@" >/report || code=$?; [ "$code" = "$0" ] || [ "$code" = 0 ] || { cat /report; exit "$code"; }`

// report is what a linter wrote. Its command ends with 0, or with another code that says that it found something.
func report(ctx context.Context, ctr *dagger.Container, tool string, found int, command ...string) ([]byte, error) {
	run := ctr.WithExec(append([]string{"sh", "-uc", reportScript, strconv.Itoa(found)}, command...))
	text, err := toolbox.Read(ctx, run.File("/report"), tool+" could not run")
	var failed *toolbox.CommandError
	if errors.As(err, &failed) {
		failed.Output = complaints(tool, failed.Output)
	}
	return text, err
}

// complaints are the messages of a report in which a tool says why it failed. Any other text stays as it is.
func complaints(tool, text string) string {
	findings, err := readers.SARIF(tool, []byte(text))
	if err != nil || len(findings) == 0 {
		return text
	}
	var lines []string
	for _, f := range findings {
		lines = append(lines, strings.TrimSpace(f.Where()+" "+f.Message))
	}
	return strings.Join(lines, "\n")
}

// withSettings adds the settings of a linter to what it looks at: the repository's, or else those that Slipway brings.
func (c *checker) withSettings(source *dagger.Directory, own string, names ...string) *dagger.Directory {
	for _, name := range names {
		if slices.Contains(c.paths, name) {
			return source.WithFile(name, c.Source.File(name))
		}
	}
	return source.WithFile(names[0], toolbox.Asset("lint").File(own))
}
