package servicetest_test

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"syscall"
	"testing"

	"slipway/services/internal/servicetest"
)

// fake is a service as small as can be, to test the helper itself.
func fake() {
	if os.Getenv("FAIL") != "" {
		fmt.Println("refused")
		os.Exit(3)
	}
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, `{"path":%q}`, r.URL.Path)
	})
	err := http.ListenAndServe(net.JoinHostPort("127.0.0.1", os.Getenv("PORT")), nil)
	fmt.Println(err)
	os.Exit(4)
}

func TestMain(m *testing.M) { servicetest.Main(m, fake) }

func TestProcess(t *testing.T) {
	p := servicetest.Start(t)
	res := p.Get(t, "/a")
	if got := servicetest.Into[map[string]string](t, res); res.Code != 200 || got["path"] != "/a" {
		t.Errorf("Get() = %+v, want 200 and the path", res)
	}
	p.Signal(t, syscall.SIGKILL)
	if code, _ := p.Wait(t); code == 0 {
		t.Error("a killed process counts as a success")
	}

	if code, out := servicetest.Start(t, "FAIL=1").Wait(t); code != 3 || out != "refused\n" {
		t.Errorf("Wait() = %d %q, want 3 and the output", code, out)
	}
}

func TestDo(t *testing.T) {
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Got", r.Method+r.Header.Get("X-Sent"))
		w.WriteHeader(http.StatusTeapot)
	})
	res := servicetest.Do(h, "PUT", "/", "", "X-Sent", "1")
	if res.Code != http.StatusTeapot || res.Header.Get("X-Got") != "PUT1" {
		t.Errorf("Do() = %+v, want 418 and PUT1", res)
	}
}
