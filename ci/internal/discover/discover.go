// Package discover finds the services of a repository: every directory under services/ that can become a container image.
//
// It reads no file system. The caller lists paths and reads files on request, so that the same code serves a Dagger
// directory, a checkout and a test.
package discover

import (
	"cmp"
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
	// Dockerfile is its path in the repository, and Context the folder that it builds from. Both are empty for Go.
	Dockerfile, Context string
	// Settings are those of .slipway.yaml.
	Settings Settings
}

// Reader returns the text of the file at a repository-relative path, one of those given to Services.
type Reader func(path string) (string, error)

// Services finds the services among paths, sorted by name.
//
// A path is relative to the repository and names a file ("services/catalog/main.go") or, when it ends in a slash, a
// directory ("services/catalog/"). Two levels under services/ are enough, and one in a directory that the settings name: files
// further down are never looked at. Others are ignored, as are those under services/internal and those in directories that begin
// with a dot.
//
// A Dockerfile wins over a Go main package in the same directory: somebody wrote it, whereas the Go build is only implied
// by the sources, and explicit beats implied. Only directories without a Dockerfile have Go files read, and only until a
// main package is found.
//
// The error names every culprit at once, sorted by path; it joins *NoBuildError, *NameError, *SourceError and *dotfile.Error, or
// is ErrNoServices. No service is returned with an error.
func Services(paths []string, settings map[string]Settings, read Reader) ([]Service, error) {
	dirs, problems := group(paths, settings)
	if len(dirs) == 0 && len(problems) == 0 {
		return nil, ErrNoServices
	}
	var services []Service
	for _, dir := range slices.SortedFunc(maps.Keys(dirs), directory.compare) {
		service, err := dir.service(dirs[dir], settings[dir.name], read)
		if noBuild := (*NoBuildError)(nil); errors.As(err, &noBuild) && dir.serves(settings) {
			continue
		}
		if bad := checkName(dir.path, dir.name); bad != nil {
			problems = append(problems, bad)
		}
		if err != nil {
			problems = append(problems, err)
			continue
		}
		if i := slices.IndexFunc(services, func(s Service) bool { return s.Name == dir.name }); i >= 0 {
			problems = append(problems, settings[dir.name].problem("service %s lies in %s and in %s: give one of them another name", dir.name, services[i].Path, dir.path))
		}
		services = append(services, service)
	}
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	slices.SortFunc(services, func(a, b Service) int { return strings.Compare(a.Name, b.Name) })
	return services, nil
}

// directory is where a service is looked for.
type directory struct{ path, name string }

func (d directory) compare(other directory) int {
	return cmp.Or(strings.Compare(d.path, other.path), strings.Compare(d.name, other.name))
}

// serves says whether a directory that is no service belongs to services that are named: it holds one, or lies in one.
func (d directory) serves(settings map[string]Settings) bool {
	for _, s := range settings {
		if s.Path != d.path && (holds(d.path, s.Path) || holds(s.Path, d.path)) {
			return true
		}
	}
	return false
}

// group maps each candidate directory to the paths of the files directly in it. A directory that settings name is one where it has
// files.
func group(paths []string, settings map[string]Settings) (map[directory][]string, []error) {
	dirs, named, dockerfiles := map[directory][]string{}, map[string]directory{}, map[string]directory{}
	for name, s := range settings {
		named[s.Path] = directory{s.Path, name}
		dockerfiles[s.Dockerfile] = named[s.Path] // it may lie deeper
	}
	for _, raw := range paths {
		p := path.Clean(raw)
		parts := strings.Split(p, "/")
		if dir, ok := dockerfiles[p]; ok {
			dirs[dir] = append(dirs[dir], p)
		}
		if dir, ok := named[path.Dir(p)]; ok {
			dirs[dir] = append(dirs[dir], p)
			continue
		}
		isDir := strings.HasSuffix(raw, "/")
		// A file directly under services/ (a README) belongs to no service.
		if parts[0] != Root || len(parts) < 2 || (len(parts) == 2 && !isDir) || parts[1] == shared || strings.HasPrefix(parts[1], ".") {
			continue
		}
		at := path.Join(Root, parts[1])
		dir, ok := named[at]
		if !ok {
			dir = directory{at, parts[1]}
		}
		var file []string
		if len(parts) == 3 && !isDir {
			file = []string{p}
		}
		dirs[dir] = append(dirs[dir], file...)
	}
	var problems []error
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		s := settings[name]
		if _, ok := dirs[named[s.Path]]; !ok {
			problems = append(problems, s.problem("there is no folder %s: write path, the folder of the service", s.Path))
		} else if other := named[s.Path].name; other != name {
			problems = append(problems, s.problem("%s is the folder of service %s too: a service has a folder of its own", s.Path, other))
		}
	}
	return dirs, problems
}

// service says how the image of a directory is built.
func (d directory) service(files []string, settings Settings, read Reader) (Service, error) {
	found := Service{Name: d.name, Path: d.path, Settings: settings, Dockerfile: path.Join(d.path, "Dockerfile")}
	if settings.Dockerfile != "" {
		found.Dockerfile = settings.Dockerfile
	}
	if slices.Contains(files, found.Dockerfile) {
		found.Kind, found.Context = Dockerfile, cmp.Or(settings.Context, d.path)
		if rel := within(found.Context, found.Dockerfile); rel == "" {
			return found, settings.problem("its Dockerfile is %s, outside of its context %s: write a context that holds it", found.Dockerfile, found.Context)
		}
		if (settings.Test.Emulator || settings.Test.Database) && len(settings.Test.Command) == 0 {
			return found, settings.problem("test.emulator and test.database are for a command, and a build of the stage reaches no service: write test.command")
		}
		if len(settings.Tags) > 0 {
			return found, settings.problem("tags are for a service of Go, and %s has a Dockerfile: write args, which its RUN can take", d.path)
		}
		return found, nil
	}
	if settings.Dockerfile != "" {
		return found, settings.problem("there is no file %s: write dockerfile, its path in %s", settings.Dockerfile, d.path)
	}
	found.Kind, found.Dockerfile = Go, ""
	if err := d.isMain(files, read); err != nil {
		return found, err
	}
	if setting := settings.needsDockerfile(); setting != "" {
		return found, settings.problem("%s is for a Dockerfile, and %s has none: it is built as Go", setting, d.path)
	}
	return found, nil
}

// FileInContext is the Dockerfile's path in its context.
func (s Service) FileInContext() string { return within(s.Context, s.Dockerfile) }

// within is the path of a file in a folder, empty where it lies elsewhere.
func within(folder, file string) string {
	if folder == "." {
		return file
	}
	rel, found := strings.CutPrefix(file, folder+"/")
	if !found {
		return ""
	}
	return rel
}

// isMain fails where the Go files of the directory are no main package.
func (d directory) isMain(files []string, read Reader) error {
	for _, file := range slices.Sorted(slices.Values(files)) {
		name := path.Base(file)
		if path.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := read(file)
		if err != nil {
			return &SourceError{Path: file, Err: fmt.Errorf("read it: %w", err)}
		}
		found, err := declaresMain(d.path, name, text)
		if err != nil {
			return &SourceError{Path: file, Err: err}
		}
		if found {
			return nil
		}
	}
	return &NoBuildError{Path: d.path}
}
