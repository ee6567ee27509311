package ecsexec

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/google/shlex"
)

// Words are those of a command, split as the agent in the task does it: no shell reads them.
func Words(command string) ([]string, error) {
	words, err := shlex.Split(command)
	if err != nil {
		return nil, fmt.Errorf("--command is %q: a quote or a backslash in it has no end. Write it as in a shell: 'ls \"a file\"'", command)
	}
	if len(words) == 0 {
		return nil, errors.New("--command is empty: write what is to run, as 'ls -l /'")
	}
	return words, nil
}

// told takes a mark and a command, and prints the mark and the exit code after the command's output: ECS Exec has no place for a code.
// The command reads nothing and writes to a pipe, as in a script: one that asks, or that pages what it prints, would wait for ever.
const told = `mark=$1; shift; { (exec "$@") </dev/null 2>&1; printf '%s:%d:' "$mark" "$?"; } | cat`

// run is a command as it is sent to ECS.
type run struct {
	text string
	// mark is nothing where the command runs without a shell.
	mark string
}

func inShell(words []string) run {
	mark := "exit-" + rand.Text()
	return run{text: quoted(append([]string{"sh", "-c", told, "sh", mark}, words...)), mark: mark}
}

func bare(words []string) run { return run{text: quoted(words)} }

func quoted(words []string) string {
	var out []string
	for _, word := range words {
		out = append(out, "'"+strings.ReplaceAll(word, "'", `'"'"'`)+"'")
	}
	return strings.Join(out, " ")
}

// end takes the exit code off what was printed, and the carriage returns that a terminal puts before each new line.
func (r run) end(printed []byte) (output string, code int, known bool) {
	printed = bytes.ReplaceAll(printed, []byte("\r\n"), []byte("\n"))
	if r.mark == "" {
		return string(printed), 0, false
	}
	found := regexp.MustCompile(r.mark + `:([0-9]{1,3}):\s*$`).FindSubmatchIndex(printed)
	if found == nil {
		return string(printed), 0, false
	}
	code, err := strconv.Atoi(string(printed[found[2]:found[3]]))
	return string(printed[:found[0]]), code, err == nil
}
