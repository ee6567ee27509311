package declared

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"
)

// closing is a body that was closed as soon as all of it was read, as the server does when the answer begins.
type closing struct{ left *strings.Reader }

func (c closing) Read(p []byte) (int, error) {
	if c.left.Len() == 0 {
		return 0, http.ErrBodyReadAfterClose
	}
	return c.left.Read(p)
}

func (c closing) Close() error { return nil }

func TestAnAnswerOutlivesTheRequestsBody(t *testing.T) {
	upstream := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(w, r.Body)
	}))
	defer upstream.Close()
	target, err := url.Parse(upstream.URL)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.ReverseProxy{Rewrite: func(p *httputil.ProxyRequest) {
		p.SetURL(target)
		Body(p.Out)
	}}
	want := strings.Repeat("answer ", 100_000)
	in := httptest.NewRequest(http.MethodPost, "/", closing{strings.NewReader(want)})
	in.ContentLength = int64(len(want))
	out := httptest.NewRecorder()
	proxy.ServeHTTP(out, in)
	if out.Code != http.StatusOK || out.Body.String() != want {
		t.Errorf("got %d with %d bytes, want 200 with %d", out.Code, out.Body.Len(), len(want))
	}
}

func TestABodyWithoutALengthStaysAsItIs(t *testing.T) {
	for name, length := range map[string]int64{"none": 0, "chunked": -1} {
		t.Run(name, func(t *testing.T) {
			body := io.NopCloser(strings.NewReader("text"))
			r := &http.Request{Body: body, ContentLength: length}
			Body(r)
			if r.Body != body {
				t.Error("the body is another one")
			}
		})
	}
}
