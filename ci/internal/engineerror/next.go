package engineerror

import (
	"cmp"
	"context"
	"errors"
	"reflect"
	"strings"

	"github.com/aws/smithy-go"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"dagger/slipway/internal/advice"
	"dagger/slipway/internal/network"
)

// Told is Clean for whoever is to act on it: an error that leaves its last word to AWS, to a command, to the engine or to a library says what
// to do next. Our own words stand as they are, and so do an exit code and the end of a call.
func Told(err error) error {
	err = Clean(err)
	if err == nil || errors.Is(err, context.Canceled) {
		return err
	}
	text := strings.TrimRight(err.Error(), " \t\r\n")
	if last := lastWord(err, text); last != nil {
		return &cleaned{original: err, text: text + "\n" + next(last)}
	}
	return err
}

// next is what to do about an error that is not ours.
func next(err error) string {
	text := err.Error()
	var call *smithy.OperationError
	var answer smithy.APIError
	switch {
	case errors.As(err, &call) || errors.As(err, &answer):
		return cmp.Or(advice.Of(text), advice.Again)
	case network.Failed(text):
		return advice.Network
	}
	return advice.Again
}

// lastWord is the error within err that is not ours and that the text ends with, nil where it ends with our own words.
func lastWord(err error, text string) error {
	ends := func(said string) bool { return said != "" && strings.HasSuffix(text, strings.TrimSpace(said)) }
	switch e := err.(type) { //nolint:errorlint // the tree is walked here
	case *gqlerror.Error: // an exit code, which an error around it would lose
		return nil
	case *cleaned:
		return lastWord(e.original, text)
	case extended:
		if ends(said(e)) {
			return err
		}
		return nil
	case interface{ Unadvised() bool }:
		if e.Unadvised() && ends(err.Error()) {
			return err
		}
		return nil
	}
	if others(err) {
		if ends(err.Error()) {
			return err
		}
		return nil
	}
	switch wrapper := err.(type) { //nolint:errorlint // the same
	case interface{ Unwrap() error }:
		if inner := wrapper.Unwrap(); inner != nil {
			return lastWord(inner, text)
		}
	case interface{ Unwrap() []error }:
		for _, inner := range wrapper.Unwrap() {
			if last := lastWord(inner, text); last != nil {
				return last
			}
		}
	}
	return nil
}

// others tells an error of another library by where its type is declared.
func others(err error) bool {
	of := reflect.TypeOf(err)
	if of.Kind() == reflect.Pointer {
		of = of.Elem()
	}
	switch path := of.PkgPath(); path {
	case "", "errors", "fmt", "main":
		return false
	default:
		return !strings.HasPrefix(path, "dagger/slipway/")
	}
}
