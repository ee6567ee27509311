// Package pins keeps one list of versions and the files that repeat them in step.
//
// A version stands in many files, each in its own syntax: a go.mod, a lock of Python packages, a constant, a workflow. The
// list is where a person changes it, and Sync is what carries it into the files.
package pins

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
)

// Pin is one version.
type Pin struct {
	Name string `yaml:"name"`
	// Version is a release ("v1.2.3", "5.2.5") or an image's tag.
	Version string `yaml:"version"`
	// Digest is an image's, or the commit of an action.
	Digest string `yaml:"digest"`
	// From is where newer ones are: "go:MODULE", "pypi:PACKAGE", "image:REFERENCE" or "github:OWNER/NAME".
	From string `yaml:"from"`
	// Hold says why newer ones are not taken.
	Hold string `yaml:"hold"`
	// In are the places that repeat it.
	In []Place `yaml:"in"`
}

// Place is a text in a file. {version}, {bare} (without its v) and {digest} stand for the pin's.
type Place struct {
	File string `yaml:"file"`
	Text string `yaml:"text"`
}

// Read takes the list.
func Read(text []byte) ([]Pin, error) {
	var list struct {
		Pins []Pin `yaml:"pins"`
	}
	if err := yaml.NewDecoder(bytes.NewReader(text), yaml.DisallowUnknownField()).Decode(&list); err != nil {
		return nil, fmt.Errorf("read the list of versions: %w", err)
	}
	seen := map[string]bool{}
	for _, p := range list.Pins {
		switch {
		case p.Name == "" || p.Version == "" || len(p.In) == 0:
			return nil, fmt.Errorf("version of %q: write name, version and in", p.Name)
		case seen[p.Name]:
			return nil, fmt.Errorf("version of %s: it stands there twice: remove one", p.Name)
		case (p.From == "") == (p.Hold == ""):
			return nil, fmt.Errorf("version of %s: write either from, where newer ones are, or hold, why none is taken", p.Name)
		}
		seen[p.Name] = true
	}
	if len(list.Pins) == 0 {
		return nil, errors.New("the list of versions is empty: restore it from Git")
	}
	return list.Pins, nil
}

// Files are the paths that the pins stand in.
func Files(pins []Pin) []string {
	files := map[string]bool{}
	for _, p := range pins {
		for _, place := range p.In {
			files[place.File] = true
		}
	}
	return slices.Sorted(maps.Keys(files))
}

// PlaceError is a place that does not hold what the list says that it holds.
type PlaceError struct {
	Name  string
	Place Place
}

func (e *PlaceError) Error() string {
	return fmt.Sprintf("version of %s: %s has no text like %q: correct the place in the list, or the file", e.Name, e.Place.File, e.Place.Text)
}

// Sync writes the pins into the files, path → text, and returns those that change.
func Sync(pins []Pin, files map[string]string) (map[string]string, error) {
	changed := map[string]string{}
	for _, p := range pins {
		for _, place := range p.In {
			text, ok := changed[place.File]
			if !ok {
				text = files[place.File]
			}
			now, err := p.write(place, text)
			if err != nil {
				return nil, err
			}
			if now != text {
				changed[place.File] = now
			}
		}
	}
	return changed, nil
}

var patterns = map[string]string{
	"{version}": `v?[0-9][0-9A-Za-z.+_-]*`,
	"{bare}":    `[0-9][0-9A-Za-z.+_-]*`,
	"{digest}":  `(?:sha256:[0-9a-f]{64}|[0-9a-f]{40})`,
}

func (p Pin) write(place Place, text string) (string, error) {
	pattern, value := regexp.QuoteMeta(place.Text), place.Text
	for name, with := range map[string]string{"{version}": p.Version, "{bare}": strings.TrimPrefix(p.Version, "v"), "{digest}": p.Digest} {
		pattern = strings.ReplaceAll(pattern, regexp.QuoteMeta(name), patterns[name])
		value = strings.ReplaceAll(value, name, with)
	}
	found := regexp.MustCompile(pattern)
	if pattern == regexp.QuoteMeta(place.Text) || !found.MatchString(text) {
		return "", &PlaceError{p.Name, place}
	}
	return found.ReplaceAllLiteralString(text, value), nil
}
