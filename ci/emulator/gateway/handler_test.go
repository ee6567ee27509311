package main

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/coder/websocket"
)

// send asks the gateway and returns the status and the JSON answer.
func send(t *testing.T, host string, change func(*http.Request), path string) (int, map[string]any) {
	t.Helper()
	request, err := http.NewRequest(http.MethodPost, "http://"+host+path, strings.NewReader("Action=ListUsers"))
	if err != nil {
		t.Fatal(err)
	}
	if change != nil {
		change(request)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var body map[string]any
	if err := json.NewDecoder(response.Body).Decode(&body); err != nil {
		t.Fatalf("%s answered %s without JSON: %v", path, response.Status, err)
	}
	return response.StatusCode, body
}

func TestProxyKeepsHostPathAndQuery(t *testing.T) {
	host := start(t, newFakeMoto(nil))
	const path = "/a%20b/c%2Fd?lifecycle&prefix=x;y"
	status, body := send(t, host, func(r *http.Request) { r.Host = "bucket.s3.us-east-1.amazonaws.com" }, path)
	if status != http.StatusOK {
		t.Fatalf("got %d %v", status, body)
	}
	for key, want := range map[string]string{
		"host": "bucket.s3.us-east-1.amazonaws.com", "uri": path, "body": "Action=ListUsers",
		"asked": "bucket.s3.us-east-1.amazonaws.com",
	} {
		if body[key] != want {
			t.Errorf("%s is %q, want %q", key, body[key], want)
		}
	}
}

// The address of a session's stream is the one by which the client reached the emulator, whatever moto is told of it.
func TestMotoLearnsByWhichNameItWasAsked(t *testing.T) {
	host := start(t, newFakeMoto(nil))
	_, body := send(t, host, func(r *http.Request) { r.Host = "emulator.dagger.local:4566" }, "/")
	if body["host"] != "localhost" || body["asked"] != "emulator.dagger.local:4566" {
		t.Errorf("got %v", body)
	}
}

func TestTheStreamOfASession(t *testing.T) {
	host := start(t, newFakeMoto(nil))
	conn, _, err := websocket.Dial(t.Context(), "ws://"+host+"/v1/data-channel/ecs-execute-command-1?role=publish_subscribe", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.CloseNow() }()
	if _, text, err := conn.Read(t.Context()); err != nil || string(text) != "ecs-execute-command-1" {
		t.Errorf("got %q, %v", text, err)
	}
}

func TestHostNamesWithoutABucketBecomeLocalhost(t *testing.T) {
	for host, want := range map[string]string{
		"aws:4566":                           "aws:4566",
		"127.0.0.1:4566":                     "127.0.0.1:4566",
		"[::1]:4566":                         "[::1]:4566",
		"emulator.dagger.local:4566":         "localhost",
		"bucket.s3.localhost:4566":           "bucket.s3.localhost:4566",
		"bucket.s3.us-east-1.amazonaws.com":  "bucket.s3.us-east-1.amazonaws.com",
		"dynamodb.us-east-1.amazonaws.com":   "dynamodb.us-east-1.amazonaws.com",
		"s3.us-east-1.amazonaws.com:443":     "s3.us-east-1.amazonaws.com:443",
		"bucket.emulator.dagger.local":       "localhost",
		"tenant.s3.emulator.dagger.local:80": "tenant.s3.emulator.dagger.local:80",
	} {
		if got := hostFor(host); got != want {
			t.Errorf("hostFor(%q) = %q, want %q", host, got, want)
		}
	}
}

func TestAWSRequestsUnderV2GoToMoto(t *testing.T) {
	host := start(t, newFakeMoto(nil))
	for name, change := range map[string]func(*http.Request){
		"signed": func(r *http.Request) { r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=x") },
		"bucket": func(r *http.Request) { r.Host = "bucket.s3.us-east-1.amazonaws.com" },
		"signed query": func(r *http.Request) {
			r.URL.RawQuery = "X-Amz-Signature=abc"
		},
	} {
		t.Run(name, func(t *testing.T) {
			if status, body := send(t, host, change, "/v2/email/identities"); status != http.StatusOK || body["uri"] == nil {
				t.Errorf("got %d %v, want moto's echo", status, body)
			}
		})
	}
}

func TestHealthNeedsMoto(t *testing.T) {
	moto := newFakeMoto(nil)
	host := start(t, moto)
	if status, body := send(t, host, nil, healthPath); status != http.StatusOK || body["status"] != "ok" {
		t.Errorf("got %d %v", status, body)
	}
	moto.mu.Lock()
	moto.down = true
	moto.mu.Unlock()
	if status, body := send(t, host, nil, healthPath); status != http.StatusServiceUnavailable {
		t.Errorf("got %d %v, want 503", status, body)
	}
}
