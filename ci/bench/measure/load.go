package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	vegeta "github.com/tsenart/vegeta/v12/lib"
)

// script has wrk ask an endpoint, and print what came of it as JSON.
func script(e endpoint) string {
	request := fmt.Sprintf("made = made or wrk.format(%q, %q, headers, body)\n  return made", e.method, e.path)
	if strings.Contains(e.path, "%d") {
		request = fmt.Sprintf("return wrk.format(%q, string.format(%q, math.random(%d)), headers, body)", e.method, e.path, products)
	}
	return fmt.Sprintf(`local body = %s
local headers = {["Content-Type"] = "application/json"}
local made
request = function()
  %s
end
done = function(s)
  io.write(string.format('\n{"requests": %%d, "microseconds": %%d, "connect": %%d, "read": %%d, "write": %%d, "status": %%d, "timeout": %%d}\n',
    s.requests, s.duration, s.errors.connect, s.errors.read, s.errors.write, s.errors.status, s.errors.timeout))
end
`, luaString(e.body), request)
}

func luaString(text string) string {
	if text == "" {
		return "nil"
	}
	return "[==[" + text + "]==]"
}

// wrkResult is what the script prints.
type wrkResult struct {
	Requests                              int64
	Microseconds                          float64
	Connect, Read, Write, Status, Timeout int64
}

// asFast asks as fast as it is answered, and returns the requests of one second.
func asFast(ctx context.Context, url string, e endpoint, connections int, length time.Duration) (wrkResult, error) {
	file, err := os.CreateTemp("", "bench-*.lua")
	if err != nil {
		return wrkResult{}, err
	}
	defer os.Remove(file.Name())
	_, err = file.WriteString(script(e))
	if err := errors.Join(err, file.Close()); err != nil {
		return wrkResult{}, fmt.Errorf("write wrk's script: %w", err)
	}
	out, err := exec.CommandContext(ctx, "wrk", "--threads", "1", "--connections", strconv.Itoa(connections),
		"--duration", fmt.Sprintf("%.0fs", length.Seconds()), "--timeout", "10s", "--script", file.Name(), url).CombinedOutput()
	if err != nil {
		return wrkResult{}, fmt.Errorf("wrk: %w: %s", err, out)
	}
	return parseWrk(string(out))
}

// parseWrk reads the last line. One request that was not answered with 200 makes the others worthless.
func parseWrk(out string) (r wrkResult, err error) {
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &r); err != nil {
		return r, fmt.Errorf("read what wrk wrote: %w: %s", err, out)
	}
	if r.Connect+r.Read+r.Write+r.Status+r.Timeout > 0 || r.Requests == 0 {
		return r, fmt.Errorf("of %d requests some failed: %d to connect, %d to read, %d to write, %d late, %d by their status",
			r.Requests, r.Connect, r.Read, r.Write, r.Timeout, r.Status)
	}
	return r, nil
}

// atRate asks so many times in a second whatever the answers do, and returns how long each took.
func atRate(ctx context.Context, url string, e endpoint, rate int, length time.Duration) ([]time.Duration, error) {
	var asked atomic.Uint64
	targets := func(t *vegeta.Target) error {
		*t = vegeta.Target{Method: e.method, URL: url + e.at(asked.Add(1)), Header: http.Header{"Content-Type": {"application/json"}}}
		if e.body != "" {
			t.Body = []byte(e.body)
		}
		return nil
	}
	attacker := vegeta.NewAttacker(vegeta.Timeout(10 * time.Second))
	defer context.AfterFunc(ctx, func() { attacker.Stop() })()
	pace := vegeta.Rate{Freq: rate, Per: time.Second}
	var results []vegeta.Result
	for r := range attacker.Attack(targets, pace, length, "") {
		results = append(results, *r)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return latencies(results, pace)
}

// latencies count from when a request was due, and not from when it was sent: a server that holds up whoever asks is slow for those
// that wait, too.
func latencies(results []vegeta.Result, pace vegeta.Rate) ([]time.Duration, error) {
	slices.SortFunc(results, func(a, b vegeta.Result) int { return cmp.Compare(a.Seq, b.Seq) })
	took := make([]time.Duration, len(results))
	for i, r := range results {
		if r.Error != "" || r.Code != http.StatusOK {
			return nil, fmt.Errorf("request %d of %d: %d %s", i+1, len(results), r.Code, r.Error)
		}
		due := results[0].Timestamp.Add(time.Duration(float64(r.Seq) / float64(pace.Freq) * float64(pace.Per)))
		took[i] = max(r.Latency, r.End().Sub(due))
	}
	slices.Sort(took)
	return took, nil
}

// percentile of what is sorted, by nearest rank.
func percentile(sorted []time.Duration, percent float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	rank := int(float64(len(sorted))*percent/100+0.999999) - 1
	return sorted[min(max(rank, 0), len(sorted)-1)]
}
