package exitcode

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"

	"github.com/vektah/gqlparser/v2/gqlerror"
)

func TestOf(t *testing.T) {
	if err := Of(2, nil); err != nil {
		t.Errorf("no error became %v", err)
	}
	drifted := errors.New("drifted")
	err := Of(2, drifted)
	var engine *gqlerror.Error
	if !errors.As(err, &engine) || engine.Message != "drifted" || engine.Extensions["exitCode"] != 2 || !errors.Is(err, drifted) {
		t.Errorf("got %#v", err)
	}
}

type seen struct {
	Name     string `json:"environment"`
	troubles []string
}

func (s seen) Text() string       { return "a screen\n" }
func (s seen) Troubles() []string { return s.troubles }

// TestScreen has JSON come as an answer also where something is not well: of an error nothing arrives at stdout.
func TestScreen(t *testing.T) {
	bad, good := seen{"prod", []string{"an alarm rings"}}, seen{Name: "prod"}
	for _, of := range []seen{bad, good} {
		text, err := Screen(of, "json")
		var read struct {
			Well        *bool
			Troubles    []string
			Environment string
		}
		if err != nil || json.Unmarshal([]byte(text), &read) != nil || read.Well == nil || *read.Well != (of.troubles == nil) ||
			read.Troubles == nil || !slices.Equal(read.Troubles, of.troubles) || read.Environment != "prod" {
			t.Errorf("of %v: %q, %v", of, text, err)
		}
	}
	var engine *gqlerror.Error
	if text, err := Screen(bad, "text"); text != "" || !errors.As(err, &engine) || engine.Extensions["exitCode"] != NotWell || engine.Message != "a screen" {
		t.Errorf("a screen where something is not well: %q, %v", text, err)
	}
	if text, err := Screen(good, "text"); text != "a screen\n" || err != nil {
		t.Errorf("a screen where all is well: %q, %v", text, err)
	}
}
