// Package page cuts lists into pages that stay right while the list changes:
// a cursor names the last item seen, not a position.
//
// A cursor holds the name of its list and that item's key, and nothing of the
// query: what is asked, in which partition and index, the service alone says.
// So a forged cursor is no more than another place to begin, in the same list,
// and needs no signature whose key all tasks would have to share.
package page

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
)

const (
	defaultLimit = 20
	maxLimit     = 100
	// maxCursor is far above the key of any item, so that a longer one is
	// refused before it is decoded.
	maxCursor = 256
	// separator stands in no name of a list.
	separator = "\x00"
)

// Request is the page that a caller asks for: at most Limit items that come
// after the one whose key is After. After is empty for the first page.
type Request struct {
	Limit int
	After string
}

// Parse reads the limit and cursor parameters of a request for the list. It
// refuses the cursor of another list; the caller refuses a key that no item of
// its own could have.
func Parse(c *gin.Context, list string) (Request, error) {
	req := Request{Limit: defaultLimit}
	if raw, ok := c.GetQuery("limit"); ok {
		n, err := strconv.Atoi(raw)
		if err != nil || n < 1 || n > maxLimit {
			return Request{}, fmt.Errorf("limit is %q: use a whole number from 1 to %d", raw, maxLimit)
		}
		req.Limit = n
	}
	if raw := c.Query("cursor"); raw != "" {
		if len(raw) > maxCursor {
			return Request{}, ErrCursor
		}
		text, err := base64.RawURLEncoding.Strict().DecodeString(raw)
		of, after, whole := strings.Cut(string(text), separator)
		if err != nil || !whole || of != list || after == "" {
			return Request{}, ErrCursor
		}
		req.After = after
	}
	return req, nil
}

// ErrCursor refuses a cursor that this service did not give out.
var ErrCursor = errors.New("cursor is not one that this service gave: use next_cursor of the page before, or leave it out to begin again")

// Page is the body of a list response. NextCursor is absent on the last page.
type Page[T any] struct {
	Items      []T    `json:"items"`
	NextCursor string `json:"next_cursor,omitempty"`
}

// Of makes the page of the list that req asked for out of items, of which the
// caller fetched req.Limit+1: the one too many tells whether there is another page.
func Of[T any](req Request, list string, items []T, key func(T) string) Page[T] {
	if items == nil {
		// An empty page is [] and not null.
		items = []T{}
	}
	if len(items) <= req.Limit {
		return Page[T]{Items: items}
	}
	items = items[:req.Limit]
	last := key(items[len(items)-1])
	return Page[T]{Items: items, NextCursor: base64.RawURLEncoding.EncodeToString([]byte(list + separator + last))}
}
