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
