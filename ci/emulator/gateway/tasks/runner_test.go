package tasks

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

func TestLinesOfALogAreWholeAndInOrder(t *testing.T) {
	const text = "2026-11-29T08:00:00.5+00:00 stdout F one\n2026-11-29T08:00:01+00:00 stderr P two \n2026-11-29T08:00:01+00:00 stderr F and more\n"
	in, out := io.Pipe()
	go func() {
		_, _ = out.Write([]byte(text + "2026-11-29T08:00:02+00:00 stdout F cut"))
		_ = out.Close()
	}()
	r := reader{from: bufio.NewReader(in)}
	got := r.read(10)
	if len(got) != 2 || got[0].Message != "one" || got[1].Message != "two and more" || got[1].Timestamp-got[0].Timestamp != 500 {
		t.Errorf("got %+v", got)
	}
	r.from = bufio.NewReader(strings.NewReader(" in two\n"))
	if got = r.read(10); len(got) != 1 || got[0].Message != "cut in two" {
		t.Errorf("got %+v, want the line that was cut", got)
	}
}

func TestWhyAnImageWasNotPulled(t *testing.T) {
	const image = "123456789012.dkr.ecr.us-east-1.amazonaws.com/web@sha256:aa"
	for text, want := range map[string]string{
		"reading manifest: manifest unknown: x":                  "manifest for " + image + " not found: manifest unknown: Requested image not found",
		"name unknown: The repository 'web' does not exist":      "repository of " + image + " not found: name unknown: The repository 'web' does not exist",
		"dial tcp: lookup registry.example.com: no such host":    "no such host",
		"writing blob: no space left on device: storage is full": "no space left on device",
	} {
		err := cannotPull(image, errors.New(text))
		if !strings.HasPrefix(err.Error(), "CannotPullContainerError: ") || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}

func TestWhatPodmanComplainsOf(t *testing.T) {
	for text, want := range map[string]string{
		"Trying to pull x...\nError: it is not there\n": "it is not there",
		"time=now level=error msg=broken\n":             "time=now level=error msg=broken",
		"":                                              "",
	} {
		if got := complaint(text); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestModesThatRunNothing(t *testing.T) {
	if r, why, err := Open(context.Background(), Simulated, ""); r != nil || why == "" || err != nil {
		t.Errorf("simulated: %v, %q, %v", r, why, err)
	}
	if _, _, err := Open(context.Background(), "perhaps", ""); err == nil || !strings.Contains(err.Error(), "real, simulated, auto") {
		t.Errorf("got %v", err)
	}
	t.Setenv("PATH", t.TempDir())
	if r, why, err := Open(context.Background(), Auto, t.TempDir()); r != nil || why == "" || err != nil {
		t.Errorf("auto without podman: %v, %q, %v", r, why, err)
	}
	if _, _, err := Open(context.Background(), Real, t.TempDir()); err == nil || !strings.Contains(err.Error(), "--tasks simulated") {
		t.Errorf("got %v", err)
	}
}

func TestATaskLearnsWhatItIs(t *testing.T) {
	moto := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/_slipway/agent/credentials" || r.URL.Query().Get("role") != "arn:aws:iam::1:role/web" {
			http.Error(w, "unexpected "+r.URL.String(), http.StatusBadRequest)
			return
		}
		_, _ = w.Write([]byte(`{"AccessKeyId": "ASIA"}`))
	}))
	defer moto.Close()
	address, err := url.Parse(moto.URL)
	if err != nil {
		t.Fatal(err)
	}
	l := &life{task: parsed(t, described)}
	l.task.TaskRole = "arn:aws:iam::1:role/web"
	c := &container{definition: l.task.Containers[0], state: containerState{Name: "web", Status: "RUNNING"}}
	l.containers = []*container{c}
	var m metadata
	given := m.environment(l, c)
	handler := m.handler(agent{address}, http.NotFoundHandler())
	ask := func(path string) map[string]any {
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, path, nil))
		body := map[string]any{"status": answer.Code}
		_ = json.Unmarshal(answer.Body.Bytes(), &body)
		return body
	}
	own := strings.TrimPrefix(given["ECS_CONTAINER_METADATA_URI_V4"], "http://"+"169.254.170.2")
	if got := ask(own); got["Name"] != "web" || got["KnownStatus"] != "RUNNING" {
		t.Errorf("container: %v", got)
	}
	if got := ask(own + "/task"); got["TaskARN"] != l.task.ARN {
		t.Errorf("task: %v", got)
	}
	if got := ask(given["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"]); got["AccessKeyId"] != "ASIA" {
		t.Errorf("credentials: %v", got)
	}
	m.forget(l)
	if got := ask(own); got["status"] != http.StatusNotFound {
		t.Errorf("after its end: %v", got)
	}
}
