package main

import (
	"net/url"
	"testing"
)

// Whatever is sent, the answer is one that openapi.yaml describes, and no fault.
func FuzzCreate(f *testing.F) {
	for _, seed := range []string{product("A"), `{}`, `{"sku":"A","price_cents":1e3}`, `{"SKU":"A"}`, "{\"name\":\"\xff\"}", `{"sku":"A","sku":"B"}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		res := contract.Do(t, handler(newMemoryStore()), "POST", "/catalog/products", body)
		if res.Code != 201 && res.Code != 400 {
			t.Errorf("%q = %d %s, want 201 or 400", body, res.Code, res.Body)
		}
	})
}

func FuzzList(f *testing.F) {
	for _, seed := range []string{"", "cHJvZHVjdHMAQQ", "b3JkZXJzAEE", "%00", "cHJvZHVjdHMA"} {
		f.Add(seed, "20")
	}
	f.Fuzz(func(t *testing.T, cursor, limit string) {
		query := url.Values{"cursor": {cursor}, "limit": {limit}}.Encode()
		if res := contract.Do(t, handler(newMemoryStore()), "GET", "/catalog/products?"+query, ""); res.Code != 200 && res.Code != 400 {
			t.Errorf("%s = %d %s, want 200 or 400", query, res.Code, res.Body)
		}
	})
}
