package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"
)

// compare measures all servers one after the other: first what each can do, then how long each takes at a rate that all can bear.
func compare(ctx context.Context, o options, servers []server, cores []int) (*Report, error) {
	if err := fill(ctx); err != nil {
		return nil, err
	}
	r := &Report{Machine: Machine{len(cores), processor(), loadAverage()}, Seconds: o.measured.Seconds()}
	var first map[string]any
	for _, s := range servers {
		say("%s: how soon it is ready, and what it can do", s.Label)
		result, said, err := capacity(ctx, o, s)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.Label, err)
		}
		if first == nil {
			first = said
		}
		if err := same(first, said); err != nil {
			return nil, fmt.Errorf("%s and %s: %w", servers[0].Label, s.Label, err)
		}
		r.Servers = append(r.Servers, result)
	}
	rates := r.rates()
	for i, s := range servers {
		say("%s: how long it takes", s.Label)
		if err := latency(ctx, o, s, rates, r.Servers[i].Endpoints); err != nil {
			return nil, fmt.Errorf("%s: %w", s.Label, err)
		}
	}
	r.judge()
	return r, nil
}

func say(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }

// capacity also returns what the server answers to all questions.
func capacity(ctx context.Context, o options, s server) (result Result, said map[string]any, err error) {
	result = Result{Server: s.Label, Framework: s.Name, Cores: len(s.Cores), Workers: s.Workers, ImageBytes: s.ImageBytes}
	var ready []time.Duration
	for range o.starts - 1 {
		r, err := start(ctx, s)
		if err != nil {
			return result, nil, err
		}
		ready = append(ready, r.ready)
		if err := r.stop(); err != nil {
			return result, nil, err
		}
	}
	r, err := start(ctx, s)
	if err != nil {
		return result, nil, err
	}
	defer func() { err = errors.Join(err, r.stop()) }()
	ready = append(ready, r.ready)
	slices.Sort(ready)
	result.Ready = milliseconds(percentile(ready, 50))
	time.Sleep(time.Second) // other workers are still being started
	idle, err := groupUsage("/proc", r.cmd.Process.Pid)
	if err != nil {
		return result, nil, err
	}
	result.Idle = idle.memory
	if said, err = answers(ctx, s.url()); err != nil {
		return result, nil, err
	}
	for _, e := range endpoints {
		speed, most, err := full(ctx, o, r, e)
		if err != nil {
			return result, nil, fmt.Errorf("the endpoint that %s: %w", e.Name, err)
		}
		result.Endpoints = append(result.Endpoints, speed)
		result.Loaded = max(result.Loaded, most)
	}
	return result, said, nil
}

// full has a server do what it can, and returns the most memory that it had meanwhile.
func full(ctx context.Context, o options, r *running, e endpoint) (speed Speed, most int64, err error) {
	if o.warmUp > 0 {
		if _, err := asFast(ctx, r.url(), e, o.connections, max(o.warmUp, time.Second)); err != nil {
			return speed, 0, err
		}
	}
	before, err := groupUsage("/proc", r.cmd.Process.Pid)
	if err != nil {
		return speed, 0, err
	}
	peak := watch(r.cmd.Process.Pid)
	asked, err := asFast(ctx, r.url(), e, o.connections, o.measured)
	most = peak()
	if err != nil {
		return speed, 0, err
	}
	after, err := groupUsage("/proc", r.cmd.Process.Pid)
	if err != nil {
		return speed, 0, err
	}
	seconds, cpu := asked.Microseconds/1e6, (after.cpu - before.cpu).Seconds()
	if cpu <= 0 {
		return speed, 0, errors.New("the server used no time of any core, which can't be: it is measured in /proc")
	}
	return Speed{
		Endpoint: e.Name, PerSecond: float64(asked.Requests) / seconds, Busy: cpu / seconds, PerCore: float64(asked.Requests) / cpu,
	}, max(most, after.memory), nil
}

// watch looks at the memory of a group now and then; what it returns ends that, and returns the most.
func watch(group int) func() int64 {
	stop, most := make(chan struct{}), make(chan int64)
	go func() {
		var peak int64
		for {
			select {
			case <-stop:
				most <- peak
				return
			case <-time.After(500 * time.Millisecond):
				if now, err := groupUsage("/proc", group); err == nil {
					peak = max(peak, now.memory)
				}
			}
		}
	}()
	return func() int64 {
		close(stop)
		return <-most
	}
}

// rates are, for each endpoint, half of what the slowest server can do: all bear it.
func (r *Report) rates() []int {
	rates := make([]int, len(endpoints))
	for i := range rates {
		slowest := slices.MinFunc(r.Servers, func(a, b Result) int { return int(a.Endpoints[i].PerSecond - b.Endpoints[i].PerSecond) })
		rates[i] = max(1, int(slowest.Endpoints[i].PerSecond/2))
	}
	return rates
}

func latency(ctx context.Context, o options, s server, rates []int, speeds []Speed) (err error) {
	r, err := start(ctx, s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.stop()) }()
	for i, e := range endpoints {
		if o.warmUp > 0 {
			if _, err := atRate(ctx, s.url(), e, rates[i], o.warmUp); err != nil {
				return fmt.Errorf("the endpoint that %s: %w", e.Name, err)
			}
		}
		took, err := atRate(ctx, s.url(), e, rates[i], o.measured)
		if err != nil {
			return fmt.Errorf("the endpoint that %s, at %d requests in a second: %w", e.Name, rates[i], err)
		}
		speeds[i].Rate, speeds[i].P50, speeds[i].P99 = rates[i], milliseconds(percentile(took, 50)), milliseconds(percentile(took, 99))
	}
	return nil
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
