package unsaved

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestApply runs it with a Terraform that ends as the case says.
func TestApply(t *testing.T) {
	for name, c := range map[string]struct {
		terraform string
		fails     bool
		left      bool
	}{
		"all is well":                {"exit 0", false, false},
		"it failed":                  {"echo 'Error: no room' >&2; exit 1", true, false},
		"nor was the state written":  {"echo 'Error: ExpiredToken' >&2; echo '{}' >errored.tfstate; exit 1", false, true},
		"the file is there, but not": {": >errored.tfstate; exit 1", true, true},
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			program := filepath.Join(folder, "terraform")
			if err := os.WriteFile(program, []byte("#!/bin/sh\n[ \"$*\" = 'apply -no-color plan.tfplan' ] || exit 9\n"+c.terraform+"\n"), 0o700); err != nil { //nolint:gosec // it is run
				t.Fatal(err)
			}
			// As package stack has it: the steps of one exec end with a code each.
			script := strings.ReplaceAll("{ "+Apply("terraform apply -no-color plan.tfplan")+"; } || exit 104\n", Errors, filepath.Join(folder, "err"))
			command := exec.Command("sh", "-uc", script)
			command.Dir, command.Env = folder, []string{"PATH=" + folder + ":" + os.Getenv("PATH")}
			output, err := command.CombinedOutput()
			if (err != nil) != c.fails {
				t.Errorf("ended with %v: %s", err, output)
			}
			if strings.Contains(c.terraform, "Error") != strings.Contains(string(output), "Error") {
				t.Errorf("printed %q", output)
			}
			if _, err := os.Stat(filepath.Join(folder, State)); (err == nil) != c.left {
				t.Errorf("%s: %v", State, err)
			}
		})
	}
}
