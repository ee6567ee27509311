package main

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/s3"

	"slipway/services/internal/awsclient"
	"slipway/services/internal/servicetest"
)

func fetch(t *testing.T, address string) (int, string) {
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
	return res.StatusCode, string(text)
}

func TestReceipts(t *testing.T) {
	cfg := servicetest.AWS(t)
	client := awsclient.S3(cfg)
	stores(t, func(t *testing.T, kept store) {
		name := servicetest.Bucket(t, cfg)
		h := newHandlers(kept, unpriced{}, slog.New(slog.DiscardHandler))
		h.bucket = newBucket(client, name)
		served := handlerOf(h)
		o := sample(0)
		free := int64(0)
		o.Lines[1].UnitPriceCents = &free
		if _, err := kept.Create(t.Context(), o, idempotency{}); err != nil {
			t.Fatal(err)
		}
		path := "/orders/" + o.ID + "/receipt"
		for range 2 {
			res := servicetest.Do(served, "GET", path, "")
			if res.Code != 302 || res.Header.Get("Cache-Control") != "no-store" {
				t.Fatalf("= %d %s, want the way to the receipt, kept by no cache", res.Code, res.Body)
			}
			code, text := fetch(t, res.Header.Get("Location"))
			if code != 200 || !strings.Contains(text, o.ID) || !strings.Contains(text, "Total  EUR  998") {
				t.Errorf("the receipt is %d %q, want the order and its total", code, text)
			}
		}
		// Whatever becomes of the order, its receipt stays.
		key := receiptKey(o)
		if _, err := client.PutObject(t.Context(), &s3.PutObjectInput{Bucket: &name, Key: &key, Body: strings.NewReader("as it was")}); err != nil {
			t.Fatal(err)
		}
		if _, text := fetch(t, servicetest.Do(served, "GET", path, "").Header.Get("Location")); text != "as it was" {
			t.Errorf("the receipt is %q, want it written once", text)
		}

		none := create(t, served)
		if res := servicetest.Do(served, "GET", "/orders/"+none.ID+"/receipt", ""); res.Code != 409 {
			t.Errorf("of no prices = %d %s, want 409", res.Code, res.Body)
		}
		if res := servicetest.Do(served, "GET", "/orders/"+sample(9).ID+"/receipt", ""); res.Code != 404 {
			t.Errorf("of no order = %d %s, want 404", res.Code, res.Body)
		}
		h.bucket = newBucket(client, "none")
		if res := servicetest.Do(served, "GET", path, ""); res.Code != 503 {
			t.Errorf("of a bucket that is away = %d %s, want 503", res.Code, res.Body)
		}
		h.bucket = nil
		if res := servicetest.Do(served, "GET", path, ""); res.Code != 404 {
			t.Errorf("without a bucket = %d %s, want 404", res.Code, res.Body)
		}
	})
}

func TestReadinessSaysWhatIsLost(t *testing.T) {
	nobody := httptest.NewServer(http.NotFoundHandler())
	nobody.Close()
	p := servicetest.Start(t, "SHUTDOWN_DELAY=0s", "AWS_ENDPOINT_URL="+nobody.URL, "AWS_REGION=us-east-1", "AWS_ACCESS_KEY_ID=test",
		"AWS_SECRET_ACCESS_KEY=test", "BUCKET_RECEIPTS=receipts", "CATALOG_URL="+nobody.URL,
		"DATABASE_MAIN_HOST=127.0.0.1", "DATABASE_MAIN_PORT="+servicetest.FreePort(t), "DATABASE_MAIN_NAME=shop", "DATABASE_MAIN_USER=shop")
	if res := p.Get(t, "/orders/readyz"); res.Code != 503 || res.Body != `{"status":"unavailable","checks":{"bucket":"failed","catalog":"failed","database":"failed"}}` {
		t.Errorf("= %d %s, want all three named", res.Code, res.Body)
	}
	if res := p.Get(t, "/orders/healthz"); res.Code != 200 {
		t.Errorf("liveness = %d, want 200: it asks nobody", res.Code)
	}
}
