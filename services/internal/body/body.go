// Package body reads request bodies: bounded, strictly, and with errors that
// tell the caller what to change.
package body

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"

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
	problem.Write(c, http.StatusBadRequest, "the request body cannot be read: "+explain(err))
	return false
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
	problem.Write(c, http.StatusRequestEntityTooLarge,
		fmt.Sprintf("the request body is larger than %d bytes; send less", max))
}
