package page_test

import (
	"encoding/json"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"slipway/services/internal/page"
)

func parse(query string) (page.Request, error) {
	c, _ := gin.CreateTestContext(httptest.NewRecorder())
	c.Request = httptest.NewRequest("GET", "/?"+query, nil)
	return page.Parse(c, "things")
}

func TestParse(t *testing.T) {
	gin.SetMode(gin.ReleaseMode)
	tests := []struct {
		query string
		want  page.Request
		says  string
	}{
		{"", page.Request{Limit: 20}, ""},
		{"limit=1", page.Request{Limit: 1}, ""},
		{"limit=100&cursor=dGhpbmdzAEEtMQ", page.Request{Limit: 100, After: "A-1"}, ""},
		{"cursor=", page.Request{Limit: 20}, ""},
		{"limit=0", page.Request{}, "limit"},
		{"limit=101", page.Request{}, "limit"},
		{"limit=-1", page.Request{}, "limit"},
		{"limit=ten", page.Request{}, "limit"},
		{"limit=", page.Request{}, "limit"},
		{"cursor=A-1", page.Request{}, "cursor"},
		{"cursor=QS0x", page.Request{}, "cursor"},           // A-1 of no list
		{"cursor=b3JkZXJzAEEtMQ", page.Request{}, "cursor"}, // of another list
		{"cursor=dGhpbmdzAA", page.Request{}, "cursor"},
		{"cursor=***", page.Request{}, "cursor"},
		{"cursor=" + strings.Repeat("QUFB", 65), page.Request{}, "cursor"},
	}
	for _, tt := range tests {
		t.Run(tt.query, func(t *testing.T) {
			got, err := parse(tt.query)
			if got != tt.want {
				t.Errorf("Parse() = %+v, want %+v", got, tt.want)
			}
			if (err == nil) != (tt.says == "") || err != nil && !strings.Contains(err.Error(), tt.says) {
				t.Errorf("error = %v, want %q", err, tt.says)
			}
		})
	}
}

func TestOf(t *testing.T) {
	self := func(s string) string { return s }
	tests := map[string]struct {
		items []string
		want  string
	}{
		"nothing":          {nil, `{"items":[]}`},
		"less than a page": {[]string{"a"}, `{"items":["a"]}`},
		"exactly a page":   {[]string{"a", "b"}, `{"items":["a","b"]}`},
		"one too many":     {[]string{"a", "b", "c"}, `{"items":["a","b"],"next_cursor":"dGhpbmdzAGI"}`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := json.Marshal(page.Of(page.Request{Limit: 2}, "things", tt.items, self))
			if err != nil {
				t.Fatal(err)
			}
			if string(got) != tt.want {
				t.Errorf("Of() = %s, want %s", got, tt.want)
			}
		})
	}
}

func TestCursorRoundTrip(t *testing.T) {
	made := page.Of(page.Request{Limit: 1}, "things", []string{"A/1?&é", "b"}, func(s string) string { return s })
	got, err := parse("cursor=" + made.NextCursor)
	if err != nil || got.After != "A/1?&é" {
		t.Errorf("After = %q, error %v; want the key that the cursor was made of", got.After, err)
	}
}

// A cursor comes from anybody, and whatever is accepted must be what this list
// would have given out.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{"", "dGhpbmdzAEEtMQ", "QS0x", "***", "dGhpbmdzAA"} {
		f.Add(seed)
	}
	gin.SetMode(gin.ReleaseMode)
	f.Fuzz(func(t *testing.T, cursor string) {
		got, err := parse("cursor=" + url.QueryEscape(cursor))
		if err != nil || got.After == "" {
			return
		}
		made := page.Of(page.Request{Limit: 1}, "things", []string{got.After, "one too many"}, func(s string) string { return s })
		if made.NextCursor != cursor {
			t.Errorf("accepted %q, which this list writes as %q", cursor, made.NextCursor)
		}
	})
}
