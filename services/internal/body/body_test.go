package body_test

import (
	"io"
	"net/http"
	"net/http/httptest"
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
