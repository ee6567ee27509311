package target

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestMatcher(t *testing.T) {
	for _, c := range []struct {
		codes    string
		yes, not []int
	}{
		{"200", []int{200}, []int{199, 201, 307, 404}},
		{"200-299", []int{200, 204, 299}, []int{199, 300}},
		{"200,301", []int{200, 301}, []int{201, 300, 302}},
		{"200-204, 301-302,404", []int{202, 301, 302, 404}, []int{205, 303, 400}},
		{"", nil, []int{0, 200}},
		{"2xx", nil, []int{200}},
	} {
		check := Check{Codes: c.codes}
		for _, code := range c.yes {
			if !check.Expects(code) {
				t.Errorf("%q does not take %d", c.codes, code)
			}
		}
		for _, code := range c.not {
			if check.Expects(code) {
				t.Errorf("%q takes %d", c.codes, code)
			}
		}
		if (check.Valid() == nil) != (len(c.yes) > 0) {
			t.Errorf("%q: %v", c.codes, check.Valid())
		}
	}
}

var mismatch = Result{"Target.ResponseCodeMismatch", "Health checks failed with these codes: [307]"}

func TestCourseOfHealth(t *testing.T) {
	down := Health{Unhealthy, mismatch.Reason, mismatch.Description}
	late := Health{Unhealthy, timedOut.Reason, timedOut.Description}
	check := Check{Healthy: 3, Unhealthy: 2}
	passed := Result{}
	type step struct {
		result Result
		want   Health
	}
	for name, steps := range map[string][]step{
		"a new target needs one pass":           {{passed, healthy}},
		"a new target that fails":               {{mismatch, firstChecks}, {mismatch, down}},
		"one that comes late":                   {{broken, firstChecks}, {passed, healthy}},
		"one failure does not count":            {{passed, healthy}, {mismatch, healthy}, {passed, healthy}, {mismatch, healthy}},
		"two failures in a row do":              {{passed, healthy}, {mismatch, healthy}, {mismatch, down}},
		"the last reason is the one that shows": {{mismatch, firstChecks}, {timedOut, late}, {mismatch, down}},
		"back after three passes in a row": {
			{mismatch, firstChecks}, {mismatch, down}, {passed, down}, {passed, down}, {mismatch, down},
			{passed, down}, {passed, down}, {passed, healthy},
		},
	} {
		c := course{health: registering}
		for i, s := range steps {
			if c.observe(s.result, check); c.health != s.want {
				t.Errorf("%s, step %d: %+v, want %+v", name, i, c.health, s.want)
			}
		}
	}
}

// The group's clock is the test's: no time passes in truth.
func TestChecksKeepTheInterval(t *testing.T) {
	for _, speed := range []float64{1, 5} {
		synctest.Test(t, func(t *testing.T) {
			begun := time.Now()
			var at []time.Duration
			var seen []State
			probe := func(_ context.Context, _ Address, _ Check) Result {
				at = append(at, time.Since(begun))
				time.Sleep(time.Second / time.Duration(speed)) // an answer's time does not put off the next check
				if len(at) > 3 {
					return mismatch
				}
				return Result{}
			}
			g := NewGroup(probe, func(_ string, _ Address, h Health) { seen = append(seen, h.State) }, speed)
			g.Update(Settings{Check: Check{Interval: 10 * time.Second, Healthy: 2, Unhealthy: 2}}, []Address{{"10.0.0.1", 80}})
			time.Sleep(time.Duration(float64(45*time.Second) / speed))
			synctest.Wait()
			for i, got := range at {
				if want := time.Duration(float64(i) * float64(10*time.Second) / speed); got != want {
					t.Errorf("check %d at %s, want %s", i, got, want)
				}
			}
			if len(at) != 5 || len(seen) != 3 || seen[0] != Initial || seen[1] != Healthy || seen[2] != Unhealthy {
				t.Errorf("%d checks, states %v", len(at), seen)
			}
			g.Close()
		})
	}
}

func TestChangedSettingsCountAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var paths []string
		probe := func(_ context.Context, _ Address, c Check) Result {
			paths = append(paths, c.Path)
			if c.Path == "/wrong" {
				return mismatch
			}
			return Result{}
		}
		g := NewGroup(probe, func(string, Address, Health) {}, 1)
		settings := Settings{Check: Check{Path: "/wrong", Interval: 300 * time.Second, Healthy: 2, Unhealthy: 1}}
		targets := []Address{{"10.0.0.1", 80}}
		g.Update(settings, targets)
		synctest.Wait()
		settings.Check.Path, settings.Check.Interval = "/right", 5*time.Second
		g.Update(settings, targets)
		time.Sleep(6 * time.Second)
		synctest.Wait()
		if got := strings.Join(paths, " "); got != "/wrong /right /right" {
			t.Errorf("asked for %s", got)
		}
		if got := g.Health()[targets[0]]; got != healthy {
			t.Errorf("%+v", got)
		}
		g.Close()
	})
}

func address(t *testing.T, url string) Address {
	t.Helper()
	host, text, err := net.SplitHostPort(strings.TrimPrefix(strings.TrimPrefix(url, "https://"), "http://"))
	if err != nil {
		t.Fatal(err)
	}
	port, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return Address{host, port}
}

func TestProbe(t *testing.T) {
	release := make(chan struct{})
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/moved":
			http.Redirect(w, r, "/ok", http.StatusTemporaryRedirect)
		case "/slow":
			<-release
		case "/broken":
			panic(http.ErrAbortHandler)
		}
		if r.UserAgent() != "ELB-HealthChecker/2.0" {
			t.Errorf("asked by %q", r.UserAgent())
		}
	})
	plain, secure := httptest.NewServer(handler), httptest.NewTLSServer(handler)
	defer plain.Close()
	defer secure.Close()
	defer close(release)
	gone := httptest.NewServer(handler)
	gone.Close()
	for _, c := range []struct {
		url, protocol, path, codes string
		want                       Result
	}{
		{plain.URL, "HTTP", "/ok", "200", Result{}},
		{plain.URL, "HTTP", "/ok?deep=1", "200-299", Result{}},
		{secure.URL, "HTTPS", "/ok", "200", Result{}},
		{plain.URL, "HTTP", "/moved", "200", mismatch},
		{plain.URL, "HTTP", "/moved", "200,307", Result{}},
		{plain.URL, "HTTP", "/slow", "200", timedOut},
		{plain.URL, "HTTP", "/broken", "200", broken},
		{plain.URL, "HTTPS", "/ok", "200", broken},
		{gone.URL, "HTTP", "/ok", "200", broken},
	} {
		timeout := 10 * time.Second
		if c.path == "/slow" {
			timeout = 50 * time.Millisecond
		}
		got := NewProbe()(t.Context(), address(t, c.url), Check{Protocol: c.protocol, Path: c.path, Port: "traffic-port", Codes: c.codes, Timeout: timeout})
		if got != c.want {
			t.Errorf("%s %s %s: %+v, want %+v", c.protocol, c.path, c.codes, got, c.want)
		}
	}
	other := address(t, plain.URL)
	check := Check{Protocol: "HTTP", Path: "/ok", Port: strconv.Itoa(other.Port), Codes: "200", Timeout: time.Second}
	if got := NewProbe()(t.Context(), Address{other.ID, 1}, check); got != (Result{}) {
		t.Errorf("at a port of its own: %+v", got)
	}
}
