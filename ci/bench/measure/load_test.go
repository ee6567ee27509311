package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	vegeta "github.com/tsenart/vegeta/v12/lib"
)

// TestLatenciesCountFromWhenTheyWereDue has a server that holds up the second request for a second, and with it those behind.
func TestLatenciesCountFromWhenTheyWereDue(t *testing.T) {
	began := time.Unix(1_000_000, 0)
	sent := func(seq uint64, after, latency time.Duration) vegeta.Result {
		return vegeta.Result{Seq: seq, Code: 200, Timestamp: began.Add(after), Latency: latency}
	}
	took, err := latencies([]vegeta.Result{
		sent(2, 1010*time.Millisecond, 5*time.Millisecond), // due after 20 ms
		sent(0, 0, 5*time.Millisecond),
		sent(1, 10*time.Millisecond, time.Second),
	}, vegeta.Rate{Freq: 100, Per: time.Second})
	if want := []time.Duration{5 * time.Millisecond, 995 * time.Millisecond, time.Second}; err != nil || !slices.Equal(took, want) {
		t.Errorf("%v, %v", took, err)
	}
}

func TestLatenciesOfRefusals(t *testing.T) {
	for _, r := range []vegeta.Result{{Code: 500}, {Code: 404}, {Error: "connection refused"}} {
		if _, err := latencies([]vegeta.Result{r}, vegeta.Rate{Freq: 1, Per: time.Second}); err == nil {
			t.Errorf("%d %s has a latency that counts", r.Code, r.Error)
		}
	}
}

func TestPercentile(t *testing.T) {
	var took []time.Duration
	for i := range 200 {
		took = append(took, time.Duration(i+1))
	}
	if p50, p99 := percentile(took, 50), percentile(took, 99); p50 != 100 || p99 != 198 {
		t.Errorf("p50 %d, p99 %d", p50, p99)
	}
	if one, none := percentile(took[:1], 99), percentile(nil, 99); one != 1 || none != 0 {
		t.Errorf("of one %d, of none %d", one, none)
	}
}

func TestParseWrk(t *testing.T) {
	const line = `{"requests": 1200, "microseconds": 1000000, "connect": 0, "read": 0, "write": 0, "status": 0, "timeout": 0}`
	if r, err := parseWrk("Running 1s test\nRequests/sec: 1200\n\n" + line + "\n"); err != nil || r.Requests != 1200 || r.Microseconds != 1e6 {
		t.Errorf("%+v, %v", r, err)
	}
	for _, wrong := range []string{
		strings.Replace(line, `"status": 0`, `"status": 3`, 1), strings.Replace(line, `"timeout": 0`, `"timeout": 1`, 1),
		strings.Replace(line, "1200", "0", 1), "unable to connect", "",
	} {
		if _, err := parseWrk(wrong); err == nil {
			t.Errorf("%q is a capacity", wrong)
		}
	}
}

// TestScript holds that each endpoint is asked for as vegeta asks for it.
func TestScript(t *testing.T) {
	if text := script(endpoints[0]); !strings.Contains(text, `made or wrk.format("POST", "/offers", headers, body)`) || !strings.Contains(text, "local body = [==["+wish+"]==]") {
		t.Error(text)
	}
	if text := script(endpoints[1]); !strings.Contains(text, `string.format("/products/%d", math.random(10000))`) || !strings.Contains(text, "local body = nil") {
		t.Error(text)
	}
	seen := map[string]bool{}
	for n := range uint64(products) {
		seen[endpoints[1].at(n)] = true
	}
	if len(seen) != products || seen["/products/0"] || !seen["/products/10000"] {
		t.Errorf("%d of %d rows are asked for", len(seen), products)
	}
}
