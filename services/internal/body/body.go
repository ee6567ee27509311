// Package body reads request bodies: bounded, strictly, and with errors that
// tell the caller what to change.
package body

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"os"
	"strings"

	"github.com/gin-gonic/gin"

	"slipway/services/internal/problem"
)

// Limit refuses a body of more than max bytes: at once when its length is
// declared, and while it is read when it is not.
func Limit(max int64) gin.HandlerFunc {
	return func(c *gin.Context) {
		if c.Request.ContentLength > max {
			tooLarge(c, max)
			return
		}
		c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, max)
		c.Next()
	}
}

// Decode reads the body, one JSON object, into v. When it cannot, it has
// answered the request and returns false. Unknown fields are refused: a
// misspelt optional field would otherwise be lost in silence.
func Decode(c *gin.Context, v any) bool {
	// One that says nothing is believed to be JSON. One that says otherwise is
	// refused, a form above all: a browser sends one from anybody's page.
	if said := c.GetHeader("Content-Type"); said != "" && !isJSON(said) {
		problem.Write(c, problem.WrongType, fmt.Sprintf("the body is %q: send JSON, with Content-Type: application/json", said))
		return false
	}
	dec := json.NewDecoder(c.Request.Body)
	dec.DisallowUnknownFields()
	err := dec.Decode(v)
	if err == nil {
		// A second value would be ignored in silence too.
		if _, err = dec.Token(); errors.Is(err, io.EOF) {
			return true
		}
		if err == nil {
			err = errors.New("there is data after the object; send one JSON object")
		}
	}

	if large, ok := errors.AsType[*http.MaxBytesError](err); ok {
		tooLarge(c, large.Limit)
		return false
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		problem.Write(c, problem.Slow, "the body did not arrive in time; send it in one go")
		return false
	}
	problem.Write(c, problem.Malformed, "the request body cannot be read: "+explain(err))
	return false
}

func isJSON(contentType string) bool {
	kind, _, err := mime.ParseMediaType(contentType)
	return err == nil && (kind == "application/json" || strings.HasSuffix(kind, "+json"))
}

// explain says what to change, in terms of JSON rather than of Go types.
func explain(err error) string {
	if kind, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		field := kind.Field
		if field == "" {
			field = "the body"
		}
		return fmt.Sprintf("%s must be %s, and it is a JSON %s", field, jsonName(kind.Type.Kind().String()), kind.Value)
	}
	switch {
	case errors.Is(err, io.EOF):
		return "it is empty; send a JSON object"
	case errors.Is(err, io.ErrUnexpectedEOF):
		return "it ends in the middle of the JSON"
	}
	return err.Error()
}

func jsonName(kind string) string {
	switch kind {
	case "struct", "map":
		return "an object"
	case "slice", "array":
		return "an array"
	case "string":
		return "a string"
	case "bool":
		return "true or false"
	case "int", "int64":
		return "a whole number"
	}
	return "a " + kind
}

func tooLarge(c *gin.Context, max int64) {
	problem.Write(c, problem.TooLarge,
		fmt.Sprintf("the request body is larger than %d bytes; send less", max))
}
