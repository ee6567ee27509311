package etag_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"slipway/services/internal/etag"
)

func request(name string, values ...string) *gin.Context {
	gin.SetMode(gin.ReleaseMode)
	c, _ := gin.CreateTestContext(httptest.NewRecorder())
	c.Request = httptest.NewRequest(http.MethodPut, "/", nil)
	c.Request.Header[name] = values
	return c
}

func TestIfMatch(t *testing.T) {
	tests := map[string]struct {
		values []string
		want   etag.Precondition
		ok     bool
	}{
		"nothing":      {nil, etag.Precondition{}, true},
		"a version":    {[]string{`"abc"`}, etag.Precondition{Given: true, Version: "abc"}, true},
		"with spaces":  {[]string{` "abc" `}, etag.Precondition{Given: true, Version: "abc"}, true},
		"whatever":     {[]string{`*`}, etag.Precondition{Given: true}, true},
		"no quotes":    {[]string{`abc`}, etag.Precondition{}, false},
		"half a quote": {[]string{`"abc`}, etag.Precondition{}, false},
		"empty":        {[]string{``}, etag.Precondition{}, false},
		"empty tag":    {[]string{`""`}, etag.Precondition{}, false},
		"weak":         {[]string{`W/"abc"`}, etag.Precondition{}, false},
		"two tags":     {[]string{`"a", "b"`}, etag.Precondition{}, false},
		"two headers":  {[]string{`"a"`, `"b"`}, etag.Precondition{}, false},
		"too long":     {[]string{`"` + strings.Repeat("a", 200) + `"`}, etag.Precondition{}, false},
		"not ASCII":    {[]string{`"é"`}, etag.Precondition{}, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := etag.IfMatch(request("If-Match", tt.values...))
			if got != tt.want || (err == nil) != tt.ok {
				t.Errorf("= %+v, %v; want %+v, accepted %v", got, err, tt.want, tt.ok)
			}
		})
	}
}

func TestUnchanged(t *testing.T) {
	for value, want := range map[string]bool{
		``: false, `"abc"`: true, `W/"abc"`: true, `"x", "abc"`: true, `*`: true, `abc`: false, `"abcd"`: false, `,,`: false,
	} {
		if got := etag.Unchanged(request("If-None-Match", value), "abc"); got != want {
			t.Errorf("If-None-Match %s = %v, want %v", value, got, want)
		}
	}
}

func TestSetIsWhatIfMatchReads(t *testing.T) {
	c := request("If-Match")
	etag.Set(c, "abc")
	got, err := etag.IfMatch(request("If-Match", c.Writer.Header().Get("ETag")))
	if err != nil || got.Version != "abc" {
		t.Errorf("= %+v, %v; want abc", got, err)
	}
}

func FuzzIfMatch(f *testing.F) {
	for _, seed := range []string{`"abc"`, `*`, `W/"a"`, `"a","b"`, `"`, ``} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		got, err := etag.IfMatch(request("If-Match", value))
		if err == nil && got.Version != "" && !etag.Unchanged(request("If-None-Match", strings.TrimSpace(value)), got.Version) {
			// A comma parts the tags of If-None-Match; If-Match has one.
			if !strings.Contains(got.Version, ",") {
				t.Errorf("%q is read as %q, which it does not match", value, got.Version)
			}
		}
	})
}
