package discover

import (
	"fmt"
	"go/build"
	"go/parser"
	"go/token"
	"io"
	"path"
	"strings"
)

// declaresMain reports whether the Go file is part of a main package when it is built for a Linux container.
//
// The package clause is parsed rather than searched for, because "package main" also occurs in comments and strings, and
// build constraints are honoured, because a generator marked "//go:build ignore" does not make its directory a command.
func declaresMain(dir, name, text string) (bool, error) {
	linux := build.Default
	linux.GOOS = "linux"
	linux.JoinPath = path.Join
	linux.OpenFile = func(string) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }
	matches, err := linux.MatchFile(dir, name)
	if err != nil {
		return false, fmt.Errorf("read its build constraints: %w", err)
	}
	if !matches {
		return false, nil
	}
	file, err := parser.ParseFile(token.NewFileSet(), name, text, parser.PackageClauseOnly)
	if err != nil {
		return false, fmt.Errorf("read its package clause: %w", err)
	}
	return file.Name.Name == "main", nil
}
