package target

import (
	"context"
	"maps"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

var (
	one, two, three = Address{"10.0.0.1", 80}, Address{"10.0.0.2", 80}, Address{"10.0.0.3", 80}
	everySecond     = Settings{Delay: 30 * time.Second, Check: Check{Interval: time.Second, Healthy: 2, Unhealthy: 2}}
)

// group is one in the test's time, whose targets fail their checks while they are in down.
func group(t *testing.T, settings Settings, down map[Address]bool, targets ...Address) (*Group, *[]Health) {
	t.Helper()
	var seen []Health
	g := NewGroup(func(_ context.Context, a Address, _ Check) Result {
		if down[a] {
			return mismatch
		}
		return Result{}
	}, func(_ string, _ Address, h Health) { seen = append(seen, h) }, 1)
	g.Update(settings, targets)
	synctest.Wait()
	return g, &seen
}

// takes counts who gets the next requests, each of which ends at once.
func takes(g *Group, requests int) map[Address]int {
	got := map[Address]int{}
	for range requests {
		if lease := g.Take(); lease != nil {
			got[lease.Address]++
			lease.Return()
		}
	}
	return got
}

func TestRequestsGoRoundTheHealthyTargets(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, _ := group(t, everySecond, map[Address]bool{two: true}, one, two, three)
		defer g.Close()
		if got := takes(g, 10); !maps.Equal(got, map[Address]int{one: 5, three: 5}) {
			t.Errorf("while one is not healthy: %v", got)
		}
		if lease := NewGroup(nil, nil, 1).Take(); lease != nil {
			t.Errorf("a group without targets gave %v", lease.Address)
		}
	})
}

func TestAllTargetsTakePartWhenNoneIsHealthy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		down := map[Address]bool{one: true, two: true}
		g, _ := group(t, everySecond, down, one, two)
		defer g.Close()
		time.Sleep(5 * time.Second)
		synctest.Wait()
		if h := g.Health(); h[one].State != Unhealthy || h[two].State != Unhealthy {
			t.Fatalf("%v", h)
		}
		if got := takes(g, 10); !maps.Equal(got, map[Address]int{one: 5, two: 5}) {
			t.Errorf("%v", got)
		}
	})
}

func TestTheTargetWithTheFewestRequestsIsNext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		settings := everySecond
		settings.LeastOutstanding = true
		g, _ := group(t, settings, nil, one, two, three)
		defer g.Close()
		held := []*Lease{g.Take(), g.Take()}
		if held[0].Address == held[1].Address {
			t.Errorf("two requests at %v", held[0].Address)
		}
		idle := slices.DeleteFunc([]Address{one, two, three}, func(a Address) bool { return a == held[0].Address || a == held[1].Address })
		if got := takes(g, 6); !maps.Equal(got, map[Address]int{idle[0]: 6}) {
			t.Errorf("%v while %v and %v are busy", got, held[0].Address, held[1].Address)
		}
	})
}

func TestATargetWithoutRequestsLeavesAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, seen := group(t, everySecond, nil, one)
		defer g.Close()
		g.Update(everySecond, nil)
		if want := []Health{registering, healthy, unregistered}; !slices.Equal(*seen, want) {
			t.Errorf("%v, want %v", *seen, want)
		}
	})
}

func TestATargetThatDrainsFinishesWhatItHas(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, seen := group(t, everySecond, nil, one, two)
		defer g.Close()
		first, second := g.Take(), g.Take()
		if first.Address != one {
			first, second = second, first
		}
		g.Update(everySecond, []Address{two})
		if got := takes(g, 4); !maps.Equal(got, map[Address]int{two: 4}) {
			t.Errorf("new requests: %v", got)
		}
		time.Sleep(20 * time.Second)
		synctest.Wait()
		if first.Ended.Err() != nil || g.Health()[one] != draining {
			t.Errorf("%v within the delay: %+v", first.Ended.Err(), g.Health()[one])
		}
		first.Return()
		first.Return() // counts once
		if _, there := g.Health()[one]; there || (*seen)[len(*seen)-1] != unregistered {
			t.Errorf("%v, last told %+v", g.Health(), (*seen)[len(*seen)-1])
		}
		second.Return()
	})
}

func TestTheDeregistrationDelayEndsRequests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, _ := group(t, everySecond, nil, one)
		defer g.Close()
		lease := g.Take()
		g.Update(everySecond, nil)
		time.Sleep(29 * time.Second)
		synctest.Wait()
		if lease.Ended.Err() != nil {
			t.Error("ended before the delay was over")
		}
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if lease.Ended.Err() == nil || len(g.Health()) != 0 {
			t.Errorf("not ended after the delay: %v", g.Health())
		}
		lease.Return()
	})
}

func TestATargetThatComesBackWhileItDrains(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, _ := group(t, everySecond, nil, one)
		defer g.Close()
		lease := g.Take()
		g.Update(everySecond, nil)
		g.Update(everySecond, []Address{one})
		if got := g.Health()[one]; got != registering {
			t.Errorf("%+v", got)
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		if lease.Ended.Err() != nil || g.Health()[one] != healthy {
			t.Errorf("%v, %+v", lease.Ended.Err(), g.Health()[one])
		}
		lease.Return()
		if got := takes(g, 3); got[one] != 3 {
			t.Errorf("%v", got)
		}
	})
}
