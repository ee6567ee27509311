package body_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"slipway/services/internal/body"
)

type input struct {
	Name  string   `json:"name"`
	Price int64    `json:"price"`
	Tags  []string `json:"tags"`
}

func TestDecode(t *testing.T) {
	tests := map[string]struct {
		body string
		code int
		says string
	}{
		"accepted":        {`{"name":"a","price":1}`, 200, ""},
		"trailing space":  {"{\"name\":\"a\"}\n ", 200, ""},
		"empty":           {``, 400, "it is empty"},
		"cut":             {`{"name":"a`, 400, "ends in the middle"},
		"not JSON":        {`name=a`, 400, "invalid character"},
		"unknown field":   {`{"nmae":"a"}`, 400, `unknown field \"nmae\"`},
		"fraction":        {`{"price":19.99}`, 400, "price must be a whole number"},
		"number too long": {`{"price":99999999999999999999}`, 400, "price must be a whole number"},
		"wrong type":      {`{"tags":"a"}`, 400, "tags must be an array, and it is a JSON string"},
		"array":           {`[]`, 400, "the body must be an object"},
		"two objects":     {`{"name":"a"}{"name":"b"}`, 400, "data after the object"},
		"object and junk": {`{"name":"a"} x`, 400, "cannot be read"},
		"at the limit":    {`{"name":"` + strings.Repeat("a", 53) + `"}`, 200, ""},
		"over the limit":  {`{"name":"` + strings.Repeat("a", 54) + `"}`, 413, "larger than 64 bytes"},
		"over in padding": {`{"name":"a"}` + strings.Repeat(" ", 64), 413, "larger than 64 bytes"},
	}
	gin.SetMode(gin.ReleaseMode)
	engine := gin.New()
	engine.Use(body.Limit(64))
	engine.POST("/", func(c *gin.Context) {
		var in input
		if body.Decode(c, &in) {
			c.Status(http.StatusOK)
		}
	})
	for name, tt := range tests {
		for kind, reader := range map[string]io.Reader{
			"declared": strings.NewReader(tt.body),
			// httptest does not learn the length of a reader that it does
			// not know, as with a chunked request.
			"chunked": io.MultiReader(strings.NewReader(tt.body)),
		} {
			t.Run(name+" "+kind, func(t *testing.T) {
				rec := httptest.NewRecorder()
				engine.ServeHTTP(rec, httptest.NewRequest(http.MethodPost, "/", reader))
				if rec.Code != tt.code || !strings.Contains(rec.Body.String(), tt.says) {
					t.Errorf("= %d %s, want %d with %q", rec.Code, rec.Body, tt.code, tt.says)
				}
			})
		}
	}
}

func TestDecodeRefusesWhatIsNoJSON(t *testing.T) {
	gin.SetMode(gin.ReleaseMode)
	engine := gin.New()
	engine.POST("/", func(c *gin.Context) {
		var in input
		if body.Decode(c, &in) {
			c.Status(http.StatusOK)
		}
	})
	for kind, want := range map[string]int{
		"": 200, "application/json": 200, "application/json; charset=utf-8": 200, "application/merge-patch+json": 200,
		"application/x-www-form-urlencoded": 415, "text/plain": 415, "application/xml": 415, "not a type": 415,
	} {
		req := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(`{"name":"a"}`))
		req.Header.Set("Content-Type", kind)
		rec := httptest.NewRecorder()
		engine.ServeHTTP(rec, req)
		if rec.Code != want {
			t.Errorf("%q = %d %s, want %d", kind, rec.Code, rec.Body, want)
		}
	}
}

// late is a body that stops coming: what the server's read timeout makes of it.
type late struct{}

func (late) Read([]byte) (int, error) { return 0, os.ErrDeadlineExceeded }

func TestDecodeOfASlowBody(t *testing.T) {
	gin.SetMode(gin.ReleaseMode)
	c, _ := gin.CreateTestContext(httptest.NewRecorder())
	c.Request = httptest.NewRequest(http.MethodPost, "/", io.MultiReader(strings.NewReader(`{"na`), late{}))
	var in input
	if body.Decode(c, &in) || c.Writer.Status() != http.StatusRequestTimeout {
		t.Errorf("status = %d, want 408", c.Writer.Status())
	}
}

// What is decoded must never panic, and must never answer with a fault of the
// service, whatever comes.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{``, `{}`, `{"name":"a","price":1,"tags":["x"]}`, `[]`, `{"price":1e999}`, "{\"name\":\"\xff\"}"} {
		f.Add([]byte(seed))
	}
	gin.SetMode(gin.ReleaseMode)
	f.Fuzz(func(t *testing.T, text []byte) {
		rec := httptest.NewRecorder()
		c, _ := gin.CreateTestContext(rec)
		c.Request = httptest.NewRequest(http.MethodPost, "/", bytes.NewReader(text))
		var in input
		if ok := body.Decode(c, &in); !ok && rec.Code != http.StatusBadRequest {
			t.Errorf("%q = %d, want 400", text, rec.Code)
		}
	})
}
