package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"dagger/tests/internal/dagger"
)

const (
	keptProduct = "/catalog/products/KEPT"
	keptPicture = "not really a PNG"
	// askedOften is so often that each of two tasks is asked.
	askedOften = 8
)

// withProducts is the repository whose catalog has its table and its bucket: they are made at once, where a database takes minutes.
func withProducts(ctx context.Context, source *dagger.Directory) (*dagger.Directory, error) {
	const settings = "terraform/environments/local.tfvars"
	source, err := replace(ctx, source, settings, `health_path = "/catalog/healthz"`,
		"health_path = \"/catalog/healthz\"\n    uses = { tables = [\"products\"], buckets = [\"pictures\"] }")
	if err != nil {
		return nil, err
	}
	return replace(ctx, source, settings, "services = {", `tables = { products = { hash_key = { name = "sku" }, `+
		`global_indexes = { by-sku = { hash_key = { name = "list" }, range_key = { name = "sku" } } } } }`+
		"\nbuckets = { pictures = { purpose = \"static\" } }\n\nservices = {")
}

// sells makes a product and sends its picture, as a shop does.
func (t *Tests) sells(ctx context.Context, e *emulated) error {
	product := `{"sku":"KEPT","name":"Tea","price_cents":499,"currency":"EUR"}`
	if _, _, err := e.send(ctx, http.MethodPost, "/catalog/products", product, http.StatusCreated); err != nil {
		return err
	}
	if _, _, err := e.send(ctx, http.MethodPost, "/catalog/products", product, http.StatusConflict); err != nil {
		return fmt.Errorf("the same product again: %w", err)
	}
	answer, _, err := e.send(ctx, http.MethodPost, keptProduct+"/picture", fmt.Sprintf(`{"content_type":"image/png","bytes":%d}`, len(keptPicture)), http.StatusOK)
	if err != nil {
		return err
	}
	var upload struct {
		Method, URL string
		Headers     map[string]string
	}
	if err := json.Unmarshal([]byte(answer), &upload); err != nil {
		return fmt.Errorf("read how the picture is sent from %q: %w", answer, err)
	}
	at, err := e.fromHere(upload.URL)
	if err != nil {
		return err
	}
	if _, _, err := exchange(ctx, upload.Method, at, keptPicture, upload.Headers, http.StatusOK); err != nil {
		return err
	}
	return t.sold(ctx, e)
}

// sold wants every task to know what one of them was told.
func (t *Tests) sold(ctx context.Context, e *emulated) error {
	for range askedOften {
		answer, _, err := e.send(ctx, http.MethodGet, keptProduct, "", http.StatusOK)
		if err != nil {
			return fmt.Errorf("a product that one task was told of: %w", err)
		}
		if err := wants(answer, `"sku":"KEPT"`); err != nil {
			return err
		}
	}
	_, location, err := e.send(ctx, http.MethodGet, keptProduct+"/picture", "", http.StatusFound)
	if err != nil {
		return err
	}
	at, err := e.fromHere(location)
	if err != nil {
		return err
	}
	picture, _, err := exchange(ctx, http.MethodGet, at, "", nil, http.StatusOK)
	if err != nil {
		return err
	}
	return wants(picture, keptPicture)
}

// send asks the load balancer, on a connection of its own: one that is kept may lead to one task for ever.
func (e *emulated) send(ctx context.Context, method, path, body string, status int) (answer, location string, err error) {
	at, err := e.service.Endpoint(ctx, dagger.ServiceEndpointOpts{Port: 8080, Scheme: "http"})
	if err != nil {
		return "", "", err
	}
	return exchange(ctx, method, at+path, body, map[string]string{"Content-Type": "application/json"}, status)
}

// fromHere is an address that a task signed for the emulator, as it is reached from the tests.
func (e *emulated) fromHere(signed string) (string, error) {
	address, err := url.Parse(signed)
	if err != nil {
		return "", fmt.Errorf("read the address that the catalog signed: %w", err)
	}
	return e.endpoint + address.RequestURI(), nil
}

func exchange(ctx context.Context, method, address, body string, headers map[string]string, status int) (answer, location string, err error) {
	req, err := http.NewRequestWithContext(ctx, method, address, strings.NewReader(body))
	if err != nil {
		return "", "", err
	}
	req.Close = true
	for name, value := range headers {
		req.Header.Set(name, value)
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	if err != nil {
		return "", "", err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != status {
		err = fmt.Errorf("%s %s answers %s, and not %d: %s", method, address, res.Status, status, text)
	}
	return string(text), res.Header.Get("Location"), err
}
