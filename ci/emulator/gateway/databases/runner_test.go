package databases

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"slipway/emulator/gateway/balancer/authority"
)

func TestWithoutPostgreSQLTheReasonNamesThePackage(t *testing.T) {
	r, err := open(t.Context(), t.TempDir(), filepath.Join(t.TempDir(), "*/bin"))
	if r != nil || err == nil || !strings.Contains(err.Error(), "apt-get install postgresql") {
		t.Errorf("%v, %v", r, err)
	}
}

// Where a folder is that PostgreSQL's user may not enter, no database could be made.
func TestAFolderThatPostgreSQLCannotUseIsNamed(t *testing.T) {
	r := &Runner{programs: fake(t, "postgres", "exit 1"), folder: t.TempDir()}
	if err := r.prove(t.Context()); err == nil || !strings.Contains(err.Error(), r.folder) || !strings.Contains(err.Error(), "--tasks-data") {
		t.Errorf("got %v", err)
	}
}

func TestOnlyWhatIsEncryptedIsLetInWhereTLSIsForced(t *testing.T) {
	for forced, want := range map[bool]string{true: "\nhostssl all all all scram-sha-256\n", false: "\nhost all all all scram-sha-256\n"} {
		if got := access(forced); !strings.HasSuffix(got, want) {
			t.Errorf("forced %v: %s", forced, got)
		}
	}
}

func TestAnInstanceWhoseServerCannotBeMadeFails(t *testing.T) {
	m := &moto{reported: make(chan string, 1)}
	server := httptest.NewServer(m)
	defer server.Close()
	address, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	by, err := authority.New()
	if err != nil {
		t.Fatal(err)
	}
	r := &Runner{programs: fake(t, "initdb", "echo no space left on device; exit 1"), folder: t.TempDir(), instances: map[string]*instance{}}
	ctx, end := context.WithCancel(t.Context())
	r.Start(ctx, address, by)
	select {
	case got := <-m.reported:
		if got != "db-1 7 failed" {
			t.Errorf("reported %q", got)
		}
	case <-time.After(10 * time.Second):
		t.Error("nothing was reported")
	}
	end()
	r.running.Wait()
	if left, _ := os.ReadDir(r.folder); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

// fake has a program that is a shell script, run by who runs the test.
func fake(t *testing.T, name, script string) programs {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("needs root, as all that runs as another user does")
	}
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, name), []byte("#!/bin/sh\n"+script+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	return programs{folder: folder}
}

// moto has one instance.
type moto struct{ reported chan string }

func (m *moto) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.URL.Path == "/_slipway/databases/instances":
		_, _ = io.WriteString(w, `{"instances": [{"id": "db-1", "revision": "7"}]}`)
	case r.Method == http.MethodGet:
		_, _ = io.WriteString(w, `{"id": "db-1", "identifier": "main", "revision": "7", "address": "main.example", "port": 5432}`)
	default:
		var body map[string]string
		_ = json.NewDecoder(r.Body).Decode(&body)
		select {
		case m.reported <- body["id"] + " " + body["revision"] + " " + body["status"]:
		default: // it is tried, and told, again
		}
		_, _ = io.WriteString(w, "null")
	}
}
