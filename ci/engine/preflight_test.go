package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// script puts a program into a folder that answers as its text says.
func script(t *testing.T, path, text string) string {
	t.Helper()
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+text+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestCheckTerraform(t *testing.T) {
	for name, c := range map[string]struct{ answer, want string }{
		"the pinned one":    {`echo '{"terraform_version": "1.11.4"}'`, ""},
		"words before it":   {`echo warning; echo '{"terraform_version": "1.11.4"}'`, ""},
		"another":           {`echo '{"terraform_version": "1.12.0"}'`, "terraform is 1.12.0 (PROGRAM), and 1.11.4 is needed, as it becomes the image hashicorp/terraform:1.11.4: set SLIPWAY_TERRAFORM to a Terraform 1.11.4"},
		"one that fails":    {"exit 3", "ask PROGRAM for its version (SLIPWAY_TERRAFORM names another): exit status 3"},
		"not Terraform":     {"echo hello", "read the version that PROGRAM gives"},
		"none on this host": {"", "terraform is not on PATH: install Terraform 1.11.4, or set SLIPWAY_TERRAFORM to the program"},
	} {
		t.Run(name, func(t *testing.T) {
			s := &Settings{}
			if c.answer != "" {
				s.Terraform = script(t, filepath.Join(t.TempDir(), "terraform"), c.answer)
			}
			wantError(t, checkTerraform(context.Background(), s), strings.ReplaceAll(c.want, "PROGRAM", s.Terraform))
		})
	}
}

func TestCheckGo(t *testing.T) {
	for version, want := range map[string]string{
		"go1.26.8": "",
		"go1.26":   "",
		"go1.25.3": "go is 1.25.3 (/go), and 1.26 is needed, as it becomes the image library/golang:1.26-bookworm",
		"go1.260":  "go is 1.260 (/go), and 1.26 is needed",
	} {
		t.Run(version, func(t *testing.T) {
			dir := t.TempDir()
			script(t, filepath.Join(dir, "go"), `echo '{"GOROOT": "/go", "GOVERSION": "`+version+`"}'`)
			t.Setenv("PATH", dir)
			wantError(t, checkGo(&Settings{}), want)
		})
	}
	t.Run("none", func(t *testing.T) {
		t.Setenv("PATH", t.TempDir())
		wantError(t, checkGo(&Settings{}), "go is not on PATH: install Go 1.26")
	})
}

// wantError wants no error for an empty text.
func wantError(t *testing.T, err error, want string) {
	t.Helper()
	if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
		t.Errorf("got %v, want %q", err, want)
	}
}
