package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestArrange(t *testing.T) {
	frameworks := []framework{{Name: "gin"}, {Name: "FastAPI", Workers: true}}
	labels := func(servers []server) (all []string) {
		for _, s := range servers {
			all = append(all, s.Label+" on "+list(s.Cores)+" with "+strconv.Itoa(s.Pool))
		}
		return all
	}
	two := labels(arrange(frameworks, []int{4, 5}, 16))
	want := []string{"gin, 1 core on 4 with 16", "FastAPI, 1 worker on 4 with 16", "gin, 2 cores on 4,5 with 16", "FastAPI, 2 workers on 4,5 with 8"}
	if !reflect.DeepEqual(two, want) {
		t.Errorf("%q", two)
	}
	if one := labels(arrange(frameworks, []int{0}, 16)); len(one) != 2 {
		t.Errorf("one core has %q", one)
	}
	if many := arrange(frameworks, make([]int, 64), 16); many[3].Pool != 1 {
		t.Errorf("each of 64 workers has %d connections", many[3].Pool)
	}
	if l := list(loadCores([]int{4, 5, 6})); l != "5,6" {
		t.Errorf("load and database are on %s", l)
	}
}

func TestReadServers(t *testing.T) {
	file := filepath.Join(t.TempDir(), "frameworks.json")
	for _, text := range []string{"", "[]", `[{"name":"gin","command":["gin"],"port":1}]`, `[{"name":"gin","command":["gin"],"port":1},{"name":"none"}]`} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := readServers(file, []int{0}, 1); err == nil {
			t.Errorf("%q are frameworks", text)
		}
	}
}

// TestServe is no test: it is the server that the others start.
func TestServe(t *testing.T) {
	port := os.Getenv("PORT")
	if port == "" || os.Getenv("POOL_SIZE") != "3" {
		t.Skip("nobody started it as a server")
	}
	_ = http.ListenAndServe("127.0.0.1:"+port, http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})) //nolint:gosec // a signal ends it
}

func serving(t *testing.T) server {
	t.Helper()
	free := httptest.NewServer(nil)
	port, err := strconv.Atoi(free.URL[strings.LastIndex(free.URL, ":")+1:])
	free.Close()
	if err != nil {
		t.Fatal(err)
	}
	cores, err := availableCores()
	if err != nil {
		t.Fatal(err)
	}
	return server{framework: framework{Name: "test", Port: port, Command: []string{os.Args[0], "-test.run=^TestServe$"}}, Label: "the server", Cores: cores[:1], Pool: 3}
}

func TestStart(t *testing.T) {
	s := serving(t)
	r, err := start(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	if u, err := groupUsage("/proc", r.cmd.Process.Pid); err != nil || u.memory < 1e6 || r.ready <= 0 {
		t.Errorf("it uses %+v and was ready after %s: %v", u, r.ready, err)
	}
	if _, err := start(t.Context(), s); err == nil || !strings.Contains(err.Error(), "something answers") {
		t.Errorf("two at one port: %v", err)
	}
	if err := r.stop(); err != nil {
		t.Error(err)
	}
	if _, err := groupUsage("/proc", r.cmd.Process.Pid); err == nil {
		t.Error("it runs after it was stopped")
	}
}

func TestStartOfWhatEnds(t *testing.T) {
	s := serving(t)
	s.Command = []string{"false"}
	if _, err := start(t.Context(), s); err == nil || !strings.Contains(err.Error(), "the server ended before it was ready: exit status 1") {
		t.Error(err)
	}
}

func TestGroupUsage(t *testing.T) {
	proc := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		file := filepath.Join(proc, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	const rest = " -1 4194560 100 0 0 0 250 50 7 7 20 0 1 0 100 1000 10\n"
	write("10/stat", "10 (a) b (c) S 1 10 1 0"+rest)
	write("10/smaps_rollup", "55 rollup\nRss: 900 kB\nPss:  600 kB\nPss_Dirty: 5 kB\n")
	write("11/stat", "11 (worker) R 10 10 1 0"+rest)
	write("11/smaps_rollup", "Pss: 400 kB\n")
	write("12/stat", "12 (other) R 1 12 1 0"+rest)
	write("13/stat", "13 (gone) Z 10 10 1 0"+rest)
	u, err := groupUsage(proc, 10)
	if want := (usage{6 * time.Second, 1000 * 1024}); err != nil || u != want {
		t.Errorf("%+v, %v", u, err)
	}
	if _, err := groupUsage(proc, 99); err == nil {
		t.Error("a server that is gone uses nothing")
	}
	write("14/stat", "14 (torn")
	if _, err := groupUsage(proc, 10); err == nil {
		t.Error("a torn line is read")
	}
}

// TestAnswers has a server that says another thing, and one that lets pass what cannot be.
func TestAnswers(t *testing.T) {
	rest := 5
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		for _, q := range questions {
			if q.path == r.URL.Path && q.status != http.StatusOK && q.method == http.MethodGet {
				w.WriteHeader(q.status)
			}
		}
		body := make([]byte, 1024)
		n, _ := r.Body.Read(body)
		for _, q := range questions {
			if q.method == http.MethodPost && q.body == string(body[:n]) {
				w.WriteHeader(q.status)
			}
		}
		_, _ = w.Write([]byte(`{"rest_cents":` + strconv.Itoa(rest) + `}`))
	})
	service := httptest.NewServer(mux)
	defer service.Close()
	first, err := answers(t.Context(), service.URL)
	if err != nil {
		t.Fatal(err)
	}
	if err := same(first, first); err != nil {
		t.Error(err)
	}
	rest = 6
	second, err := answers(t.Context(), service.URL)
	if err != nil {
		t.Fatal(err)
	}
	if err := same(first, second); err == nil || !strings.Contains(err.Error(), "rest_cents") {
		t.Errorf("a cent more: %v", err)
	}
	careless := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("{}")) }))
	defer careless.Close()
	if _, err := answers(t.Context(), careless.URL); err == nil || !strings.Contains(err.Error(), "more than the house") {
		t.Errorf("a loan that cannot be: %v", err)
	}
}

func TestOptions(t *testing.T) {
	for _, o := range []options{{}, {measured: time.Second, starts: 1, connections: 1}, {measured: time.Second, warmUp: -1, starts: 1, connections: 1, pool: 1}} {
		if o.check() == nil {
			t.Errorf("%+v is measured", o)
		}
	}
	if _, err := parseCores("0,x"); err == nil {
		t.Error("x is a core")
	}
}
