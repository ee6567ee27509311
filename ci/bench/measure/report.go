package main

import (
	"fmt"
	"math"
)

// Report is what came of a comparison.
type Report struct {
	Machine Machine `json:"machine"`
	// Seconds is how long each phase was measured.
	Seconds float64  `json:"seconds"`
	Servers []Result `json:"servers"`
	Wanted  []Want   `json:"wanted"`
	Notes   []string `json:"notes"`
}

// Machine is where it was measured.
type Machine struct {
	Cores     int    `json:"cores"`
	Processor string `json:"processor"`
	// Load is its load average before anything was measured.
	Load float64 `json:"load_before"`
}

// Result is what was measured of one server.
type Result struct {
	Server    string `json:"server"`
	Framework string `json:"framework"`
	Cores     int    `json:"cores"`
	Workers   int    `json:"workers"`
	// ImageBytes is its image in a registry, compressed.
	ImageBytes int64 `json:"image_bytes"`
	// Ready is from the start of the process to the first answer, in ms: the median of all starts.
	Ready float64 `json:"ready_ms"`
	// Idle and Loaded are its memory before the first request, and the most of it at full load, in bytes: each page is shared by those who have it.
	Idle      int64   `json:"idle_bytes"`
	Loaded    int64   `json:"loaded_bytes"`
	Endpoints []Speed `json:"endpoints"`
}

// Speed is what was measured of one endpoint.
type Speed struct {
	Endpoint string `json:"endpoint"`
	// PerSecond is the requests of a second, asked as fast as they were answered, and Busy the cores that the server used for that.
	PerSecond float64 `json:"requests_per_second"`
	Busy      float64 `json:"cores_busy"`
	// PerCore is the requests for each second of a core that the server used.
	PerCore float64 `json:"requests_per_core_second"`
	// Rate is at how many requests in a second P50 and P99 were measured, in ms. It is the same for all servers.
	Rate int     `json:"rate"`
	P50  float64 `json:"p50_ms"`
	P99  float64 `json:"p99_ms"`
}

// Want is what the comparison is to show, and whether it did.
type Want struct {
	What     string `json:"what"`
	Wanted   string `json:"wanted"`
	Measured string `json:"measured"`
	// Met is "yes", "no", or "as measured" where nothing was wanted but to say it.
	Met string `json:"met"`
}

const megabyte = 1e6

// judge compares the first framework with the second, each on one core.
func (r *Report) judge() {
	ours, theirs := r.Servers[0], r.Servers[1]
	for i := range endpoints {
		a, b := ours.Endpoints[i], theirs.Endpoints[i]
		wanted, enough := "said", 0.0
		if i == 0 {
			wanted, enough = "10x or more", 10
		}
		ratio := a.PerCore / b.PerCore
		r.want(fmt.Sprintf("requests per core, %s, %s to %s", a.Endpoint, ours.Server, theirs.Server), wanted,
			fmt.Sprintf("%.1fx: %.0f to %.0f", ratio, a.PerCore, b.PerCore), ratio >= enough)
	}
	for i := range compared {
		a, b := ours.Endpoints[i], theirs.Endpoints[i]
		r.want(fmt.Sprintf("p99, %s, at %d requests/s", a.Endpoint, a.Rate), "below "+theirs.Framework+"'s",
			number(a.P99)+" ms to "+number(b.P99)+" ms", a.P99 < b.P99)
	}
	r.want(ours.Framework+"'s image, compressed", "15 MB or less", megabytes(ours.ImageBytes), 0 < ours.ImageBytes && ours.ImageBytes <= 15*megabyte)
	r.want(ours.Framework+", from start to ready", "100 ms or less", fmt.Sprintf("%.0f ms", ours.Ready), ours.Ready <= 100)
	r.want(ours.Framework+"'s memory, idle", "40 MB or less", megabytes(ours.Idle), ours.Idle <= 40*megabyte)
	r.notes()
}

func (r *Report) want(what, wanted, measured string, met bool) {
	w := Want{what, wanted, measured, "no"}
	switch {
	case wanted == "said":
		w.Met = "as measured"
	case met:
		w.Met = "yes"
	}
	r.Wanted = append(r.Wanted, w)
}

// notes are what a reader must know to believe the figures, or not to.
func (r *Report) notes() {
	note := func(format string, args ...any) { r.Notes = append(r.Notes, fmt.Sprintf(format, args...)) }
	if r.Machine.Load > 0.5 {
		note("The load average was %.1f before anything was measured: other programs ran on these %s. Rates and times are worse for it; requests per core suffer less.",
			r.Machine.Load, count(r.Machine.Cores, "core"))
	}
	if r.Machine.Cores == 1 {
		note("There is one core, which servers, load and database share: requests in a second are far below what a server can do.")
	} else {
		note("A server on one core has that for itself; load and database have the other %s. On all cores they share.", count(r.Machine.Cores-1, "core"))
	}
	note("Where fewer cores were busy than the server had, something else was the limit: what asks it, the database, other programs. Requests per core hold all the same.")
	note("An endpoint that does nothing shows what the framework itself costs: it is the floor of the other two.")
	note("The rate of p50 and p99 is half of what the slowest server can do; a request's time counts from when it was due.")
	note("Ready is from the start of the process, without what ECS takes to start a container. Memory is the proportional set size of all processes.")
}

func megabytes(bytes int64) string {
	if bytes == 0 {
		return "not measured"
	}
	return fmt.Sprintf("%.1f MB", float64(bytes)/megabyte)
}

// number is short: three figures say all that was measured.
func number(f float64) string {
	switch {
	case math.Abs(f) >= 100:
		return fmt.Sprintf("%.0f", f)
	case math.Abs(f) >= 10:
		return fmt.Sprintf("%.1f", f)
	}
	return fmt.Sprintf("%.2f", f)
}
