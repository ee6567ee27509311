package main

import (
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"slipway/services/internal/awsclient"
	"slipway/services/internal/servicetest"
)

// withPictures has a catalog with a real bucket, and a product A.
func withPictures(t *testing.T, public *url.URL) (*handlers, http.Handler) {
	t.Helper()
	cfg := servicetest.AWS(t)
	h := newHandlers(newMemoryStore(), slog.New(slog.DiscardHandler))
	h.pictures = newPictures(awsclient.S3(cfg), servicetest.Bucket(t, cfg), public)
	served := serve(h)
	if res := servicetest.Do(served, "POST", "/catalog/products", product("A")); res.Code != 201 {
		t.Fatalf("= %d %s", res.Code, res.Body)
	}
	return h, served
}

// send puts the picture as the service said.
func send(t *testing.T, up Upload, picture string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), up.Method, up.URL, strings.NewReader(picture))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range up.Headers {
		req.Header.Set(name, value)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		t.Fatalf("S3 took the picture with %d", res.StatusCode)
	}
}

func TestAPictureIsSentAndRead(t *testing.T) {
	_, h := withPictures(t, nil)
	const path, picture = "/catalog/products/A/picture", "not really a PNG"
	if res := servicetest.Do(h, "GET", path, ""); res.Code != 404 || !strings.Contains(res.Body, "no picture") {
		t.Errorf("before there is one = %d %s, want 404", res.Code, res.Body)
	}
	res := contract.Do(t, h, "POST", path, `{"content_type":"image/png","bytes":16}`)
	up := servicetest.Into[Upload](t, res)
	if res.Header.Get("Cache-Control") != "no-store" {
		t.Error("the address may be kept, and whoever has it may send the picture")
	}
	// What S3 holds the sender to is what stands among the signed headers.
	signed := up.URL[strings.Index(up.URL, "X-Amz-SignedHeaders="):]
	for _, name := range []string{"content-type", "content-length", "cache-control", "host"} {
		if !strings.Contains(signed, name) {
			t.Errorf("%s is not signed: %s", name, up.URL)
		}
	}
	if !strings.Contains(up.URL, "X-Amz-Expires=300&") || up.Headers["Content-Type"] != "image/png" || up.Headers["Content-Length"] != "16" {
		t.Errorf("upload = %+v, want five minutes for 16 bytes of image/png", up)
	}
	if strings.Contains(up.URL, "checksum") {
		t.Errorf("a checksum of nothing is signed: %s", up.URL)
	}
	send(t, up, picture)

	shown := contract.Do(t, h, "GET", path, "")
	if shown.Code != 302 {
		t.Fatalf("= %d %s, want 302", shown.Code, shown.Body)
	}
	if got, kind := fetch(t, shown.Header.Get("Location")); got != picture || kind != "image/png" {
		t.Errorf("the picture is %q of %s, want what was sent", got, kind)
	}
	if res := contract.Do(t, h, "DELETE", path, ""); res.Code != 204 {
		t.Errorf("DELETE = %d, want 204", res.Code)
	}
	if res := contract.Do(t, h, "GET", path, ""); res.Code != 404 {
		t.Errorf("after its end = %d, want 404", res.Code)
	}
}

func fetch(t *testing.T, address string) (body, contentType string) {
	t.Helper()
	res, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text), res.Header.Get("Content-Type")
}

// A product that is made again must not show the picture of the one before.
func TestAPictureEndsWithItsProduct(t *testing.T) {
	_, h := withPictures(t, nil)
	const path = "/catalog/products/A/picture"
	late := servicetest.Into[Upload](t, servicetest.Do(h, "POST", path, `{"content_type":"image/png","bytes":3}`))
	if res := servicetest.Do(h, "DELETE", "/catalog/products/A", ""); res.Code != 204 {
		t.Fatalf("= %d %s", res.Code, res.Body)
	}
	send(t, late, "old")
	if res := servicetest.Do(h, "POST", "/catalog/products", product("A")); res.Code != 201 {
		t.Fatalf("= %d %s", res.Code, res.Body)
	}
	if res := servicetest.Do(h, "GET", path, ""); res.Code != 404 {
		t.Errorf("= %d to %s, want 404", res.Code, res.Header.Get("Location"))
	}
}

func TestAPictureThatIsServedStatically(t *testing.T) {
	base, err := url.Parse("https://static.example/shop")
	if err != nil {
		t.Fatal(err)
	}
	_, h := withPictures(t, base)
	send(t, servicetest.Into[Upload](t, servicetest.Do(h, "POST", "/catalog/products/A/picture", `{"content_type":"image/webp","bytes":1}`)), "x")
	got := servicetest.Do(h, "GET", "/catalog/products/A/picture", "").Header.Get("Location")
	if !strings.HasPrefix(got, "https://static.example/shop/products/A/") || strings.Contains(got, "X-Amz") {
		t.Errorf("Location = %s, want a plain address below %s", got, base)
	}
}

func TestPicturesCheck(t *testing.T) {
	h, _ := withPictures(t, nil)
	if err := h.pictures.check(t.Context()); err != nil {
		t.Errorf("check = %v, want a bucket that serves", err)
	}
	h.pictures.bucket = servicetest.Name("none")
	if err := h.pictures.check(t.Context()); err == nil || !strings.Contains(err.Error(), "BUCKET_PICTURES") {
		t.Errorf("check of no bucket = %v, want an error that names the setting", err)
	}
}
