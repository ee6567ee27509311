// Package discover finds the services of a repository: every directory under services/ that can become a container image.
//
// It reads no file system. The caller lists paths and reads files on request, so that the same code serves a Dagger
// directory, a checkout and a test.
package discover

import (
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
)

// Root is the directory, relative to the repository, that holds the services.
const Root = "services"

// shared is the directory under Root that holds what services share. It is never a service.
const shared = "internal"

// Kind says how an image is built from a service's directory.
type Kind string

const (
	// Go is a directory whose Go files are a main package.
	Go Kind = "go"
	// Dockerfile is a directory with a Dockerfile, whatever its language.
	Dockerfile Kind = "dockerfile"
)

// Service is one directory that becomes one image.
type Service struct {
	// Name is the directory's base name. It is fit to name an ECS service, an ECR repository and a target group.
	Name string `json:"name"`
	// Path is relative to the repository, with forward slashes: "services/catalog".
	Path string `json:"path"`
	// Kind says how the image is built.
	Kind Kind `json:"kind"`
}

// Reader returns the text of the file at a repository-relative path, one of those given to Services.
type Reader func(path string) (string, error)

// Services finds the services among paths, sorted by name.
//
// A path is relative to the repository and names a file ("services/catalog/main.go") or, when it ends in a slash, a
// directory ("services/catalog/"). Two levels under services/ are enough: files further down are never looked at. Paths
// outside services/, those under services/internal and those in directories that begin with a dot are ignored.
//
// A Dockerfile wins over a Go main package in the same directory: somebody wrote it, whereas the Go build is only implied
// by the sources, and explicit beats implied. Only directories without a Dockerfile have Go files read, and only until a
// main package is found.
//
// The error names every culprit at once, sorted by path; it joins *NoBuildError, *NameError and *SourceError, or is
// ErrNoServices. No service is returned with an error.
func Services(paths []string, read Reader) ([]Service, error) {
	dirs := group(paths)
	if len(dirs) == 0 {
		return nil, ErrNoServices
	}
	var (
		services []Service
		problems []error
	)
	for _, dir := range slices.Sorted(maps.Keys(dirs)) {
		if err := checkName(dir); err != nil {
			problems = append(problems, err)
		}
		kind, err := kindOf(dir, dirs[dir], read)
		if err != nil {
			problems = append(problems, err)
			continue
		}
		services = append(services, Service{Name: path.Base(dir), Path: dir, Kind: kind})
	}
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	return services, nil
}

// group maps each candidate directory to the names of the files directly in it.
func group(paths []string) map[string][]string {
	dirs := map[string][]string{}
	for _, raw := range paths {
		isDir := strings.HasSuffix(raw, "/")
		parts := strings.Split(path.Clean(raw), "/")
		// A file directly under services/ (a README) belongs to no service.
		if parts[0] != Root || len(parts) < 2 || (len(parts) == 2 && !isDir) {
			continue
		}
		name := parts[1]
		if name == shared || strings.HasPrefix(name, ".") {
			continue
		}
		dir := path.Join(Root, name)
		dirs[dir] = append(dirs[dir], topFile(parts, isDir)...)
	}
	return dirs
}

// topFile is the file's name when the path is a file directly in the service's directory, else nothing.
func topFile(parts []string, isDir bool) []string {
	if len(parts) != 3 || isDir {
		return nil
	}
	return parts[2:]
}

func kindOf(dir string, files []string, read Reader) (Kind, error) {
	if slices.Contains(files, "Dockerfile") {
		return Dockerfile, nil
	}
	for _, name := range slices.Sorted(slices.Values(files)) {
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			continue
		}
		file := path.Join(dir, name)
		text, err := read(file)
		if err != nil {
			return "", &SourceError{Path: file, Err: fmt.Errorf("read it: %w", err)}
		}
		found, err := declaresMain(dir, name, text)
		if err != nil {
			return "", &SourceError{Path: file, Err: err}
		}
		if found {
			return Go, nil
		}
	}
	return "", &NoBuildError{Path: dir}
}
