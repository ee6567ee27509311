package ratelimit

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
)

// clock is a time that passes when the test says so.
type clock struct{ time.Time }

func (c *clock) now() time.Time { return c.Time }

func engine(perSecond int, c *clock) func(address string) *httptest.ResponseRecorder {
	gin.SetMode(gin.ReleaseMode)
	e := gin.New()
	e.Use(PerClient(perSecond, c.now))
	e.GET("/", func(c *gin.Context) { c.Status(http.StatusOK) })
	return func(address string) *httptest.ResponseRecorder {
		req := httptest.NewRequest(http.MethodGet, "/", nil)
		req.RemoteAddr = address
		rec := httptest.NewRecorder()
		e.ServeHTTP(rec, req)
		return rec
	}
}

func TestPerClient(t *testing.T) {
	c := &clock{time.Unix(1000, 0)}
	get := engine(2, c)
	for i := range 4 {
		if rec := get("192.0.2.1:1000"); rec.Code != 200 {
			t.Fatalf("request %d = %d, want 200: twice the rate at once", i+1, rec.Code)
		}
	}
	rec := get("192.0.2.1:2000")
	if rec.Code != 429 || rec.Header().Get("Retry-After") != "1" {
		t.Errorf("= %d, Retry-After %q; want 429 and 1", rec.Code, rec.Header().Get("Retry-After"))
	}
	if rec := get("192.0.2.2:1000"); rec.Code != 200 {
		t.Errorf("another client = %d, want 200", rec.Code)
	}
	c.Time = c.Add(500 * time.Millisecond)
	if rec := get("192.0.2.1:1000"); rec.Code != 200 {
		t.Errorf("half a second later = %d, want 200: what was refused is not counted", rec.Code)
	}
	if rec := get("192.0.2.1:1000"); rec.Code != 429 {
		t.Errorf("and another = %d, want 429", rec.Code)
	}
}

func TestANetworkOfIPv6IsOneClient(t *testing.T) {
	get := engine(1, &clock{time.Unix(1000, 0)})
	for i, want := range []int{200, 200, 429} {
		if rec := get("[2001:db8::" + strconv.Itoa(i+1) + "]:1000"); rec.Code != want {
			t.Errorf("address %d = %d, want %d", i+1, rec.Code, want)
		}
	}
	if rec := get("[2001:db8:0:1::1]:1000"); rec.Code != 200 {
		t.Errorf("another network = %d, want 200", rec.Code)
	}
}

func TestNoLimit(t *testing.T) {
	get := engine(0, &clock{time.Unix(1000, 0)})
	for range 100 {
		if rec := get("192.0.2.1:1000"); rec.Code != 200 {
			t.Fatalf("= %d, want 200", rec.Code)
		}
	}
}

func TestMemoryIsBounded(t *testing.T) {
	known := remember(10)
	for i := range 1000 {
		limiter(known, client("10.0."+strconv.Itoa(i/250)+"."+strconv.Itoa(i%250)), 1)
	}
	if known.Len() != 10 {
		t.Errorf("%d clients are remembered, want 10", known.Len())
	}
	if client("nobody") != client("") {
		t.Error("what is no address must be one client")
	}
}
