package discover

import (
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"

	"dagger/slipway/internal/dotfile"
)

// Settings say how a service is built where its folder does not: an entry of services in .slipway.yaml. None of them is needed.
type Settings struct {
	// Path is the folder of the service: services/NAME without one. "." is the repository itself.
	Path string `yaml:"path"`
	// Dockerfile is its name, or its path in the service's folder.
	Dockerfile string `yaml:"dockerfile"`
	// Context is the folder of the repository that COPY reads from, "." for all of it: the service's folder without one.
	Context string `yaml:"context"`
	// Target is the stage whose image is deployed.
	Target string `yaml:"target"`
	// Args are build arguments by name. They are no place for a secret.
	Args map[string]Text `yaml:"args"`
	// Tags are build tags of a service of Go: it is built, vetted and tested with them.
	Tags []string `yaml:"tags"`
	// Test says what tests a service with a Dockerfile, and what a test needs.
	Test Test `yaml:"test"`

	line int
}

// Test is a stage of a Dockerfile that is built, and a command that is run in it; and what answers tests: an emulator of AWS, a database.
type Test struct {
	// Stage is "test" without one, where the Dockerfile has a stage of that name.
	Stage string `yaml:"stage"`
	// Command is a program and its arguments. Without one the stage's own instructions are the test.
	Command []string `yaml:"command"`
	// Emulator has an emulator of AWS answer the tests of a Go service, or the command.
	Emulator bool `yaml:"emulator"`
	// Database has a PostgreSQL answer them.
	Database bool `yaml:"database"`
}

// Text is a value as it is written: 3.10 is no number, of which 3.1 would be left.
type Text string

// UnmarshalYAML takes a scalar.
func (t *Text) UnmarshalYAML(node ast.Node) error {
	if _, ok := node.(ast.ScalarNode); !ok || node.Type() == ast.NullType {
		return &yaml.UnexpectedNodeTypeError{Actual: node.Type(), Expected: ast.StringType, Token: node.GetToken()}
	}
	*t = Text(node.GetToken().Value)
	return nil
}

// UnmarshalYAML is strict, and keeps the line.
func (s *Settings) UnmarshalYAML(node ast.Node) error {
	type plain Settings
	if err := yaml.NodeToValue(node, (*plain)(s), yaml.DisallowUnknownField()); err != nil {
		return err
	}
	s.line = node.GetToken().Position.Line
	return nil
}

const settingsKeys = "allowances and services at the top, and of a service path, dockerfile, context, target, args, tags and test"

// ReadSettings takes the settings of services out of .slipway.yaml, by name.
func ReadSettings(text []byte) (map[string]Settings, error) {
	var content struct {
		Allowances any                 `yaml:"allowances"`
		Services   map[string]Settings `yaml:"services"`
	}
	if err := dotfile.Decode(text, &content, settingsKeys); err != nil {
		return nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(content.Services)) {
		s := content.Services[name]
		if err := s.complete(name); err != nil {
			return nil, &dotfile.Error{Line: s.line, Reason: fmt.Sprintf("service %s: %v", name, err)}
		}
		content.Services[name] = s
	}
	return content.Services, nil
}

// buildTag is what go/build/constraint takes for one.
var buildTag = regexp.MustCompile(`^[\pL\p{Nd}_.]+$`)

// complete makes paths of the repository of the paths.
func (s *Settings) complete(name string) (err error) {
	for _, tag := range s.Tags {
		if !buildTag.MatchString(tag) {
			return fmt.Errorf("tags has %q, which is no build tag: write each by itself, of letters, digits, dots and underscores", tag)
		}
	}
	if s.Path == "" {
		s.Path = path.Join(Root, name)
	}
	if s.Path, err = inside("path", s.Path); err != nil {
		return err
	}
	if s.Context != "" {
		if s.Context, err = inside("context", s.Context); err != nil {
			return err
		}
	}
	if s.Dockerfile != "" {
		if s.Dockerfile, err = inside("dockerfile", s.Dockerfile); err != nil {
			return err
		}
		s.Dockerfile = path.Join(s.Path, s.Dockerfile)
	}
	return nil
}

// inside is a clean path that does not leave its folder.
func inside(what, p string) (string, error) {
	clean := path.Clean(p)
	if path.IsAbs(clean) || clean == ".." || strings.HasPrefix(clean, "../") {
		return "", fmt.Errorf("%s is %q, which leads out of the repository: write a path in it", what, p)
	}
	return clean, nil
}

// BuildArgs are the build arguments as texts.
func (s Settings) BuildArgs() map[string]string {
	args := map[string]string{}
	for name, value := range s.Args {
		args[name] = string(value)
	}
	return args
}

// needsDockerfile are the settings that say nothing about a service of Go.
func (s Settings) needsDockerfile() string {
	for _, setting := range []struct {
		name string
		set  bool
	}{
		{"dockerfile", s.Dockerfile != ""},
		{"context", s.Context != ""},
		{"target", s.Target != ""},
		{"args", len(s.Args) > 0},
		{"test", s.Test.Stage != "" || len(s.Test.Command) > 0},
	} {
		if setting.set {
			return setting.name
		}
	}
	return ""
}

func (s Settings) problem(format string, args ...any) error {
	return &dotfile.Error{Line: s.line, Reason: fmt.Sprintf(format, args...)}
}
