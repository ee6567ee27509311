package dockerfile

import (
	"errors"
	"fmt"
	"path"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/patternmatcher"
	"github.com/moby/patternmatcher/ignorefile"
)

// Source is a file or folder of the build context that COPY, ADD or a bind mount of RUN takes.
type Source struct {
	Path        string // in the context, without "./" and "/" at its start; "." is all of it
	Line        int
	Instruction string // "COPY", "ADD" or "RUN --mount"
}

// command reads an instruction, and takes what it says of variables.
func (f *File) command(c instructions.Command, known, global variables) (command, error) {
	read := command{Command: c, line: firstLine(c.Location())}
	switch c := c.(type) {
	case *instructions.ArgCommand:
		f.declare(c.Args, known, global)
	case *instructions.EnvCommand:
		f.assign(c.Env, known)
	case *instructions.ExposeCommand:
		for i, port := range c.Ports {
			value, err := f.expand(port, known)
			if err != nil {
				return read, err
			}
			if value.complete {
				c.Ports[i] = value.text
			}
		}
	case *instructions.CopyCommand:
		if c.From != "" {
			f.from(&read, c.From)
			break
		}
		return read, f.sources(&read, "COPY", c.SourcePaths, known)
	case *instructions.AddCommand:
		return read, f.sources(&read, "ADD", c.SourcePaths, known)
	case *instructions.RunCommand:
		for _, mount := range mounts(c, f, known) {
			switch {
			case mount.Type == instructions.MountTypeBind && mount.From == "":
				if err := f.sources(&read, "RUN --mount", []string{mount.Source}, known); err != nil {
					return read, err
				}
			case mount.From != "":
				f.from(&read, mount.From)
			case mount.Type == instructions.MountTypeSecret && mount.Required:
				read.secrets = append(read.secrets, Secret{Name: or(or(mount.Source, mount.CacheID), path.Base(mount.Target)), Line: read.line})
			}
		}
	}
	return read, nil
}

// mounts are those of a RUN. BuildKit reads them only once their variables are expanded; a variable that nobody knows here
// stays as it is.
func mounts(c *instructions.RunCommand, f *File, known variables) []*instructions.Mount {
	err := c.Expand(func(word string) (string, error) {
		value, err := f.expand(word, known)
		if err != nil || !value.complete {
			return word, err
		}
		return value.text, nil
	})
	if err != nil {
		return nil
	}
	return instructions.GetMounts(c)
}

// from is another stage or an image.
func (f *File) from(c *command, name string) {
	if s := f.byNameOrIndex(name); s != nil {
		c.stages = append(c.stages, s)
	} else if name != "scratch" {
		c.images = append(c.images, baseOf(name, c.line))
	}
}

func (f *File) sources(c *command, name string, words []string, known variables) error {
	for _, word := range words {
		if isURL(word) {
			continue
		}
		source, err := f.expand(word, known)
		if err != nil {
			return &SyntaxError{f.path, c.line, name + ": " + err.Error()}
		}
		if source.complete && !isURL(source.text) {
			// A path that leaves the context upwards is taken from its root.
			clean := strings.TrimPrefix(path.Clean("/"+source.text), "/")
			c.sources = append(c.sources, Source{Path: or(clean, "."), Line: c.line, Instruction: name})
		}
	}
	return nil
}

func isURL(source string) bool {
	return strings.Contains(source, "://") || strings.HasPrefix(source, "git@")
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

// Sources are what a build of the target takes from the build context, as far as the Dockerfile alone says it. No target
// is the last stage.
func (f *File) Sources(target string) []Source {
	var all []Source
	for _, s := range f.needed(target) {
		for _, c := range s.commands {
			all = append(all, c.sources...)
		}
	}
	return all
}

// SourceError is an instruction that takes a file or folder that is not there.
type SourceError struct {
	Service string
	Path    string
	Source
	Ignored bool // it is in the folder, but .dockerignore keeps it out
}

func (e *SourceError) Error() string {
	where := fmt.Sprintf("%s%s: %s %s: ", of(e.Service), place(e.Path, e.Line), e.Instruction, e.Source.Path)
	if e.Ignored {
		return where + "the .dockerignore keeps it out of the build: take it out there, or add !" + e.Source.Path
	}
	return where + "no such file or folder in what is built: paths start at the folder of the service, or at its context in .slipway.yaml"
}

func of(service string) string {
	if service == "" {
		return ""
	}
	return "service " + service + ": "
}

// CheckSources refuses what a build of the target would copy and is not there. Paths are the files and folders of the build
// context; ignore is the text of Dockerfile.dockerignore, else of .dockerignore. It gives a *SourceError for each, joined.
//
// What has wildcards may match nothing, as for BuildKit.
func (f *File) CheckSources(service, target string, paths []string, ignore string) error {
	sources := f.Sources(target)
	if len(sources) == 0 {
		return nil
	}
	kept, err := withoutIgnored(paths, ignore)
	if err != nil {
		return fmt.Errorf("%sread the .dockerignore of %s: %w", of(service), f.path, err)
	}
	var missing []error
	for _, s := range sources {
		if s.Path == "." || strings.ContainsAny(s.Path, `*?[\`) || holds(kept, s.Path) {
			continue
		}
		missing = append(missing, &SourceError{Service: service, Path: f.path, Source: s, Ignored: holds(paths, s.Path)})
	}
	return errors.Join(missing...)
}

// holds says whether a path is there, or something beneath it.
func holds(paths []string, path string) bool {
	for _, p := range paths {
		p = strings.TrimSuffix(p, "/")
		if p == path || strings.HasPrefix(p, path+"/") {
			return true
		}
	}
	return false
}

// Ignored are the patterns of a .dockerignore, none where it has none. What the engine itself reads stays in any case: file is the
// Dockerfile's path in the context.
func Ignored(text, file string) ([]string, error) {
	patterns, err := ignorefile.ReadAll(strings.NewReader(text))
	if err != nil || len(patterns) == 0 {
		return nil, err
	}
	if _, err := patternmatcher.New(patterns); err != nil {
		return nil, err
	}
	return append(patterns, "!"+file, "!"+file+".dockerignore", "!.dockerignore"), nil
}

func withoutIgnored(paths []string, ignore string) ([]string, error) {
	patterns, err := ignorefile.ReadAll(strings.NewReader(ignore))
	if err != nil || len(patterns) == 0 {
		return paths, err
	}
	matcher, err := patternmatcher.New(patterns)
	if err != nil {
		return nil, err
	}
	var kept []string
	for _, p := range paths {
		ignored, err := matcher.MatchesOrParentMatches(strings.TrimSuffix(p, "/"))
		if err != nil {
			return nil, err
		}
		if !ignored {
			kept = append(kept, p)
		}
	}
	return kept, nil
}
