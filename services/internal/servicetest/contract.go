package servicetest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"

	"slipway/services/internal/problem"
)

// Contract is a document of OpenAPI that answers are held to.
type Contract struct {
	// inside are words that no problem says, beside those of every service.
	inside []string
	read   func() (*openapi3.T, routers.Router, error)
}

// NewContract reads the document when it is asked first.
func NewContract(document []byte, inside ...string) *Contract {
	var once sync.Once
	var doc *openapi3.T
	var router routers.Router
	var err error
	return &Contract{inside: inside, read: func() (*openapi3.T, routers.Router, error) {
		once.Do(func() {
			if doc, err = openapi3.NewLoader().LoadFromData(document); err != nil {
				return
			}
			if err = doc.Validate(openapi3.NewLoader().Context); err == nil {
				router, err = legacy.NewRouter(doc)
			}
		})
		return doc, router, err
	}}
}

func (c *Contract) described(t testing.TB) (*openapi3.T, routers.Router) {
	t.Helper()
	doc, router, err := c.read()
	if err != nil {
		t.Fatalf("openapi.yaml is no document of OpenAPI: %v", err)
	}
	return doc, router
}

// Do is the function Do, and fails where the answer is none that the document
// describes.
func (c *Contract) Do(t testing.TB, h http.Handler, method, path, body string, headers ...string) Response {
	t.Helper()
	res := Do(h, method, path, body, headers...)
	c.Holds(t, method, path, res)
	return res
}

// Holds fails where the document does not describe the answer.
func (c *Contract) Holds(t testing.TB, method, path string, res Response) {
	t.Helper()
	_, router := c.described(t)
	req := httptest.NewRequest(method, path, nil)
	route, params, err := router.FindRoute(req)
	if err != nil {
		// Neither a path nor a method that the document has: then it is refused.
		if res.Code != http.StatusNotFound && res.Code != http.StatusMethodNotAllowed {
			t.Errorf("%s %s = %d, and openapi.yaml does not have it", method, path, res.Code)
		}
		return
	}
	err = openapi3filter.ValidateResponse(t.Context(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: req, PathParams: params, Route: route},
		Status:                 res.Code, Header: res.Header, Body: io.NopCloser(bytes.NewBufferString(res.Body)),
		Options: &openapi3filter.Options{IncludeResponseStatus: true, MultiError: true},
	})
	if err != nil {
		t.Errorf("%s %s = %d %s, which openapi.yaml does not describe: %v", method, path, res.Code, res.Body, err)
	}
}

// Refused fails unless the answer is a problem of this kind, as the document
// describes it, that says no word of the service's inside.
func (c *Contract) Refused(t testing.TB, method, path string, res Response, want problem.Kind) {
	t.Helper()
	var got problem.Problem
	if err := json.Unmarshal([]byte(res.Body), &got); err != nil {
		t.Fatalf("= %d %q: %v", res.Code, res.Body, err)
	}
	if res.Code != want.Status || got.Status != want.Status || got.Type != want.Type() || got.Detail == "" || got.RequestID == "" {
		t.Errorf("= %d %+v, want %d %s", res.Code, got, want.Status, want.Type())
	}
	if ct := res.Header.Get("Content-Type"); ct != problem.ContentType {
		t.Errorf("Content-Type = %q, want %s", ct, problem.ContentType)
	}
	for _, inside := range append([]string{"127.0.0.1", "dial", "operation error", "goroutine"}, c.inside...) {
		if strings.Contains(res.Body, inside) {
			t.Errorf("the caller learns of the inside (%q): %s", inside, res.Body)
		}
	}
	c.Holds(t, method, path, res)
}

// Routes are the document's, each a method and a path.
func (c *Contract) Routes(t testing.TB) map[string]bool {
	t.Helper()
	doc, _ := c.described(t)
	all := map[string]bool{}
	for path, item := range doc.Paths.Map() {
		for method := range item.Operations() {
			all[method+" "+path] = true
		}
	}
	return all
}

// Allows reports whether a schema of the document takes the value.
func (c *Contract) Allows(t testing.TB, schema string, value any) bool {
	t.Helper()
	doc, _ := c.described(t)
	return doc.Components.Schemas[schema].Value.VisitJSON(value) == nil
}

// Stalled is a body that stops coming: what the server's read timeout makes of it.
type Stalled struct{ io.Reader }

func (s Stalled) Read(p []byte) (int, error) {
	n, err := s.Reader.Read(p)
	if errors.Is(err, io.EOF) {
		err = os.ErrDeadlineExceeded
	}
	return n, err
}
