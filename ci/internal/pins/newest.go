package pins

import (
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/parser"
	"golang.org/x/mod/semver"
)

// Newest is the highest release of a list that has the same major version as the one that is pinned; a pre-release is none.
// It is the pinned one when nothing is higher.
func Newest(pinned string, list []string) string {
	best := pinned
	for _, v := range list {
		if semver.IsValid(v) && semver.Prerelease(v) == "" && semver.Major(v) == semver.Major(pinned) && semver.Compare(v, best) > 0 {
			best = v
		}
	}
	return best
}

// Move gives pins of the list other versions, name → pin, and leaves its comments where they are.
func Move(text []byte, to map[string]Pin) ([]byte, error) {
	pins, err := Read(text)
	if err != nil {
		return nil, err
	}
	file, err := parser.ParseBytes(text, parser.ParseComments)
	if err != nil {
		return nil, fmt.Errorf("read the list of versions: %w", err)
	}
	for i, p := range pins {
		next, ok := to[p.Name]
		if !ok {
			continue
		}
		for field, values := range map[string][2]string{"version": {p.Version, next.Version}, "digest": {p.Digest, next.Digest}} {
			if values[0] == values[1] {
				continue
			}
			path, err := yaml.PathString(fmt.Sprintf("$.pins[%d].%s", i, field))
			if err != nil {
				return nil, err
			}
			if err := path.ReplaceWithReader(file, strings.NewReader(values[1])); err != nil {
				return nil, fmt.Errorf("version of %s: %w", p.Name, err)
			}
		}
	}
	return []byte(file.String()), nil
}

// NewestTag gives a pin the highest release among the tags of a repository, as `git ls-remote --tags` prints them, with its
// commit. An annotated tag's own commit stands in a second line, at tag^{}. The pin stays as it is when none is higher.
func NewestTag(pin Pin, refs string) Pin {
	commits := map[string]string{}
	var tags []string
	for line := range strings.Lines(refs) {
		fields := strings.Fields(line)
		if len(fields) != 2 {
			continue
		}
		tag := strings.TrimPrefix(fields[1], "refs/tags/")
		commits[strings.TrimSuffix(tag, "^{}")] = fields[0]
		if semver.Canonical(tag) == tag { // v5.0.0, not the moving v5
			tags = append(tags, tag)
		}
	}
	version := Newest(pin.Version, tags)
	if commit, found := commits[version]; found {
		pin.Version, pin.Digest = version, commit
	}
	return pin
}
