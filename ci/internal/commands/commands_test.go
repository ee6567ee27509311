package commands

import (
	"os"
	"strings"
	"testing"
)

const repository = "../../../"

// TestCommandsThatAreWrittenDown holds every command of the texts that people copy from against the module's functions.
func TestCommandsThatAreWrittenDown(t *testing.T) {
	module := read(t)
	for file, least := range map[string]int{
		"README.md": 40, "terraform/FIRST_ACCOUNT.md": 20, "terraform/README.md": 1, "ci/engine/README.md": 1,
	} {
		found := module.In(text(t, repository+file))
		if len(found) < least {
			t.Errorf("%s: %d commands were found, %d at least are there", file, len(found), least)
		}
		for _, command := range found {
			if err := module.Check(command.Words); err != nil {
				t.Errorf("%s:%d: `%s`: %v", file, command.Line, command.Text, err)
			}
		}
	}
	if !strings.Contains(text(t, repository+"terraform/README.md"), "(FIRST_ACCOUNT.md)") {
		t.Error("terraform/README.md does not lead to FIRST_ACCOUNT.md")
	}
}

// TestEveryLineOfTheFirstAccountIsACommandAndItsOutput: a line of the checklist without either is no check.
func TestEveryLineOfTheFirstAccountIsACommandAndItsOutput(t *testing.T) {
	rows := 0
	for number, line := range strings.Split(text(t, repository+"terraform/FIRST_ACCOUNT.md"), "\n") {
		if !strings.HasPrefix(line, "| ") || strings.HasPrefix(line, "| command |") {
			continue
		}
		rows++
		command, prints, _ := strings.Cut(strings.Trim(line, "| "), " | ")
		if !strings.Contains(command, "`") && !strings.Contains(command, "no command tells it") {
			t.Errorf("line %d has no command: %s", number+1, command)
		}
		if strings.TrimSpace(prints) == "" {
			t.Errorf("line %d does not say what %s prints", number+1, command)
		}
	}
	if rows < 40 {
		t.Errorf("the checklist has %d lines", rows)
	}
}

func TestCheckRefuses(t *testing.T) {
	module := read(t)
	for command, want := range map[string]string{
		"deplyo":                               `no function "deplyo"`,
		"--enviroment staging deploy":          "no argument --enviroment",
		"--env staging deploy --dry-run":       "no argument --dry-run",
		"--env staging plan sumary":            `Plan has no function "sumary"`,
		"bootstrap plan --everything":          "no argument --everything",
		"--env staging deploy --no-rollback":   "",
		"plan files -o plan":                   "",
		"apply --plan DIR summary":             "",
		"--credentials 'cmd://aws x' … verify": "",
	} {
		err := module.Check(word.FindAllString(command, -1))
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", command, err, want)
		}
	}
}

func read(t *testing.T) Module {
	t.Helper()
	module, err := Read("../..")
	if err != nil {
		t.Fatal(err)
	}
	return module
}

func text(t *testing.T, file string) string {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
