package tests

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"testing"
)

// resource is an entry of what the emulator has.
type resource struct{ Kind, Name, Region string }

// endpoint is where the emulator answers. A test without one must fail: passed over, it would look like one that passed.
func endpoint(t *testing.T) string {
	t.Helper()
	url := os.Getenv("AWS_ENDPOINT_URL")
	if url == "" {
		t.Fatal("AWS_ENDPOINT_URL is not set: these tests deploy to the emulator, run them with `dagger call terratest`")
	}
	return url
}

// resources asks the emulator for all that exists in it.
func resources(t *testing.T) []resource {
	t.Helper()
	var found []resource
	ask(t, "resources", &found)
	return found
}

// ask reads what the emulator answers at an address of its own.
func ask(t *testing.T, path string, into any) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, endpoint(t)+"/_slipway/"+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Fatalf("the emulator answers %s when asked for %s", resp.Status, path)
	}
	if err := json.NewDecoder(resp.Body).Decode(into); err != nil {
		t.Fatalf("read what the emulator answers for %s: %v", path, err)
	}
}

// wantLeft fails unless just the given kinds are there.
func wantLeft(t *testing.T, kinds ...string) {
	t.Helper()
	allowed := map[string]bool{}
	for _, kind := range kinds {
		allowed[kind] = true
	}
	for _, r := range resources(t) {
		if !allowed[r.Kind] {
			t.Errorf("left behind: %s", fmt.Sprint(r))
		}
	}
}
