package exitcode

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
)

// NotWell is the exit code of an environment that is not as it should be.
const NotWell = 2

// Seen is what somebody looked at.
type Seen interface {
	Text() string
	// Troubles are what is not well, a line each.
	Troubles() []string
}

// Screen is what was seen, as text or JSON. Text is an error, with the exit code NotWell, where something is not well. JSON never is: it says
// so itself, in its first fields. `dagger call` writes nothing to stdout of a function that fails, and a program reads that.
func Screen(seen Seen, format string) (string, error) {
	if format == "json" {
		return document(seen)
	}
	if len(seen.Troubles()) > 0 {
		return "", Of(NotWell, errors.New(strings.TrimSuffix(seen.Text(), "\n")))
	}
	return seen.Text(), nil
}

// document is the JSON of what was seen, after whether it is well.
func document(seen Seen) (string, error) {
	troubles := append([]string{}, seen.Troubles()...) // never null
	head, err := json.Marshal(struct {
		Well     bool     `json:"well"`
		Troubles []string `json:"troubles"`
	}{len(troubles) == 0, troubles})
	if err != nil {
		return "", err
	}
	rest, err := json.Marshal(seen)
	if err != nil {
		return "", err
	}
	var text bytes.Buffer
	if err := json.Indent(&text, append(append(head[:len(head)-1], ','), rest[1:]...), "", "  "); err != nil {
		return "", err
	}
	return text.String() + "\n", nil
}
