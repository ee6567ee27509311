package balancer

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	vegeta "github.com/tsenart/vegeta/v12/lib"

	"slipway/emulator/gateway/balancer/target"
)

// attack asks for the path, so many times a second, until the returned function is called. That gives what came of it.
func attack(r *running, path string, perSecond int) func() *vegeta.Metrics {
	attacker := vegeta.NewAttacker(vegeta.KeepAlive(true), vegeta.Timeout(30*time.Second),
		vegeta.MaxWorkers(16)) // a machine that is busy gets fewer requests, not ever more of them
	targets := vegeta.NewStaticTargeter(vegeta.Target{Method: http.MethodGet, URL: "http://" + r.http + path})
	results := attacker.Attack(targets, vegeta.Rate{Freq: perSecond, Per: time.Second}, 0, "constant load")
	done := make(chan *vegeta.Metrics)
	go func() {
		var m vegeta.Metrics
		for result := range results {
			m.Add(result)
		}
		m.Close()
		done <- &m
	}()
	return func() *vegeta.Metrics {
		attacker.Stop()
		return <-done
	}
}

// answered counts the requests of all tasks that a test began.
type answered struct{ atomic.Int64 }

// more waits until so many more were answered.
func (a *answered) more(r *running, requests int64) {
	r.t.Helper()
	until := a.Load() + requests
	r.until("requests go on", func() bool { return a.Load() >= until })
}

// release begins so many tasks of a version, which take a moment for each request. stop cuts off whatever one still has.
func (a *answered) release(t *testing.T, version string, tasks int) (stop func(int), at []target.Address) {
	t.Helper()
	var closes []func()
	for range tasks {
		server, address := task(t, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/healthz" {
				time.Sleep(20 * time.Millisecond)
				defer a.Add(1)
			}
			fmt.Fprint(w, version)
		})
		closes, at = append(closes, func() { server.CloseClientConnections(); server.Close() }), append(at, address)
	}
	return func(i int) { closes[i]() }, at
}

// A rolling change as ECS does it: a new task is registered, and once it is healthy an old one is taken out, which is stopped when
// it has no requests any more.
func TestARollingChangeUnderLoadLosesNoRequest(t *testing.T) {
	var all answered
	stopOld, old := all.release(t, "1", 3)
	_, fresh := all.release(t, "2", 3)
	m := newMoto(t)
	m.balancer, m.groups["orders"] = plain("orders"), orders(old...)
	r := run(t, m, 50)
	r.until("the old tasks are healthy", func() bool {
		return !slices.ContainsFunc(old, func(at target.Address) bool { return r.state("orders", at) != target.Healthy })
	})
	stop := attack(r, "/work", 200)
	all.more(r, 50)
	for i := range old {
		r.change(func() { m.groups["orders"].targets[fresh[i]] = target.Health{} })
		r.until("the new task is healthy", func() bool { return r.state("orders", fresh[i]) == target.Healthy })
		r.change(func() { delete(m.groups["orders"].targets, old[i]) })
		r.until("the old task is out", func() bool { return r.health("orders", old[i]) == "" })
		stopOld(i)
		all.more(r, 50)
	}
	seen := stop()
	if seen.Success != 1 || seen.Requests < 200 || len(seen.Errors) > 0 {
		t.Errorf("%d requests, %.2f %% answered: %v %v", seen.Requests, 100*seen.Success, seen.StatusCodes, seen.Errors)
	}
	t.Logf("%d requests, %v, slowest %s", seen.Requests, seen.StatusCodes, seen.Latencies.Max)
	if _, text := get(t, r.client(), "http://lb/"); text != "2" {
		t.Errorf("version %s serves", text)
	}
}

// A task that is killed takes with it what it had, until its health checks fail; the others go on.
func TestAKilledTaskLosesOnlyItsOwnRequests(t *testing.T) {
	var all answered
	stop, tasks := all.release(t, "1", 3)
	m := newMoto(t)
	m.balancer, m.groups["orders"] = plain("orders"), orders(tasks...)
	r := run(t, m, 50)
	r.until("the tasks are healthy", func() bool {
		return !slices.ContainsFunc(tasks, func(at target.Address) bool { return r.state("orders", at) != target.Healthy })
	})
	end := attack(r, "/work", 100)
	all.more(r, 20)
	stop(0)
	r.until("the killed one is unhealthy", func() bool { return r.state("orders", tasks[0]) == target.Unhealthy })
	during := end()
	for status := range during.StatusCodes {
		if status != "200" && status != "502" {
			t.Errorf("%v", during.StatusCodes)
		}
	}
	end = attack(r, "/work", 100)
	all.more(r, 30)
	if after := end(); after.Success != 1 {
		t.Errorf("after its health checks failed: %v %v", after.StatusCodes, after.Errors)
	}
}

func TestAHealthPathThatRedirectsStaysUnhealthy(t *testing.T) {
	_, at := task(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/healthz" {
			http.Redirect(w, r, "/login", http.StatusTemporaryRedirect)
		}
	})
	m := newMoto(t)
	m.balancer, m.groups["orders"] = plain("orders"), orders(at)
	r := run(t, m, 50)
	r.until("it is unhealthy", func() bool { return r.state("orders", at) == target.Unhealthy })
	want := target.Health{State: "unhealthy", Reason: "Target.ResponseCodeMismatch", Description: "Health checks failed with these codes: [307]"}
	m.change(func() {
		if got := m.groups["orders"].targets[at]; got != want {
			t.Errorf("%+v", got)
		}
	})
	// Until moto has heard of a health it may be told twice.
	if said := strings.Join(slices.Compact(m.heard())[:3], ", "); said != fmt.Sprintf("%d initial Elb.RegistrationInProgress, %[1]d initial Elb.InitialHealthChecking, %[1]d unhealthy Target.ResponseCodeMismatch", at.Port) {
		t.Errorf("told: %s", said)
	}
	// It fails open: the only target gets the requests although it is not healthy.
	if status, _ := get(t, r.client(), "http://lb/"); status != 200 {
		t.Errorf("%d", status)
	}
	r.change(func() { m.groups["orders"].codes = "200,307" })
	r.until("it is healthy by the new matcher", func() bool { return r.state("orders", at) == target.Healthy })
}

func TestATargetThatLeavesFinishesItsRequests(t *testing.T) {
	begun, finish := make(chan bool), make(chan bool)
	_, slow := task(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/slow" {
			begun <- true
			<-finish
		}
		fmt.Fprint(w, "old")
	})
	_, other := new(answered).release(t, "new", 1)
	m := newMoto(t)
	m.balancer, m.groups["orders"] = plain("orders"), orders(slow)
	r := run(t, m, 50)
	r.until("it is healthy", func() bool { return r.state("orders", slow) == target.Healthy })
	client := r.client()
	answer := make(chan string)
	go func() {
		_, text := get(t, client, "http://lb/slow")
		answer <- text
	}()
	<-begun
	r.change(func() {
		delete(m.groups["orders"].targets, slow)
		m.groups["orders"].targets[other[0]] = target.Health{}
	})
	r.until("it drains, and the other is there", func() bool {
		return r.health("orders", slow) == target.Draining && r.health("orders", other[0]) == target.Healthy
	})
	for range 5 {
		if _, text := get(t, client, "http://lb/"); text != "new" {
			t.Errorf("a new request went to %s", text)
		}
	}
	finish <- true
	if text := <-answer; text != "old" {
		t.Errorf("the request in flight got %q", text)
	}
	r.until("it is out", func() bool { return r.health("orders", slow) == "" })
}
