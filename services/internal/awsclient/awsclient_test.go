package awsclient_test

import (
	"strings"
	"testing"

	"slipway/services/internal/awsclient"
)

// clear takes away what the host says of AWS.
func clear(t *testing.T) {
	t.Helper()
	for _, name := range []string{"AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE", "AWS_ENDPOINT_URL"} {
		t.Setenv(name, "")
	}
	t.Setenv("AWS_CONFIG_FILE", "/dev/null")
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
}

// Without one each call would fail, long after the start.
func TestLoadWantsARegion(t *testing.T) {
	clear(t)
	if _, err := awsclient.Load(t.Context()); err == nil || !strings.Contains(err.Error(), "AWS_REGION") {
		t.Errorf("Load() = %v, want AWS_REGION named", err)
	}
	t.Setenv("AWS_REGION", "eu-west-1")
	if cfg, err := awsclient.Load(t.Context()); err != nil || cfg.Region != "eu-west-1" {
		t.Errorf("Load() = %s, %v; want eu-west-1", cfg.Region, err)
	}
}

// A bucket's name is part of AWS's own addresses, and of no other's.
func TestS3NamesTheBucketInThePathOfAnotherEndpoint(t *testing.T) {
	clear(t)
	t.Setenv("AWS_REGION", "eu-west-1")
	for endpoint, want := range map[string]bool{"": false, "http://emulator:4566": true} {
		t.Setenv("AWS_ENDPOINT_URL", endpoint)
		cfg, err := awsclient.Load(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if got := awsclient.S3(cfg).Options().UsePathStyle; got != want {
			t.Errorf("AWS_ENDPOINT_URL %q: in the path %v, want %v", endpoint, got, want)
		}
	}
}
