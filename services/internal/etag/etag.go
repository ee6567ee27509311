// Package etag lets callers say which version of something they mean: ETag,
// If-Match and If-None-Match of RFC 9110, of one strong tag each.
package etag

import (
	"errors"
	"strings"

	"github.com/gin-gonic/gin"
)

// maxLength is far above that of any version.
const maxLength = 128

// ErrTag refuses an If-Match that no version can be read from.
var ErrTag = errors.New(`If-Match is not one strong ETag: send that of the last answer, quotes included, such as If-Match: "abc"; or * for whatever there is`)

// Precondition is what If-Match says of a change.
type Precondition struct {
	// Given is false where the request says nothing.
	Given bool
	// Version is the only one that may be changed, or "" for any: If-Match: *.
	Version string
}

// Set names the version of the answer.
func Set(c *gin.Context, version string) {
	c.Header("ETag", quote(version))
}

// IfMatch reads which version the request may change. A list of tags is
// refused: who changes something has seen one version of it.
func IfMatch(c *gin.Context) (Precondition, error) {
	values := c.Request.Header.Values("If-Match")
	if len(values) == 0 {
		return Precondition{}, nil
	}
	if len(values) > 1 {
		return Precondition{}, ErrTag
	}
	tag := strings.TrimSpace(values[0])
	if tag == "*" {
		return Precondition{Given: true}, nil
	}
	version, ok := unquote(tag)
	if !ok {
		return Precondition{}, ErrTag
	}
	return Precondition{Given: true, Version: version}, nil
}

// Unchanged reports whether the caller has this version already, by
// If-None-Match. A tag that can't be read is none, as RFC 9110 wants it.
func Unchanged(c *gin.Context, version string) bool {
	for _, value := range c.Request.Header.Values("If-None-Match") {
		for tag := range strings.SplitSeq(value, ",") {
			tag = strings.TrimSpace(tag)
			if tag == "*" || strings.TrimPrefix(tag, "W/") == quote(version) {
				return true
			}
		}
	}
	return false
}

func quote(version string) string { return `"` + version + `"` }

func unquote(tag string) (string, bool) {
	if len(tag) < 3 || len(tag) > maxLength || tag[0] != '"' || tag[len(tag)-1] != '"' {
		return "", false
	}
	version := tag[1 : len(tag)-1]
	for _, b := range []byte(version) {
		if b <= ' ' || b == '"' || b > '~' {
			return "", false
		}
	}
	return version, true
}
