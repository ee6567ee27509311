package preview

import (
	"fmt"
	"maps"
	"strings"
	"testing"
)

func TestPriorities(t *testing.T) {
	paths := map[string]string{"web": "/", "api": "/api", "admin": "/api/admin", "deep": "/a/b/c/d/e"}
	got, err := Priorities("pr-12", paths, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got["deep"] >= got["admin"] || got["admin"] >= got["api"] || got["api"] >= got["web"] || got["deep"] < 1000 || got["web"] > 4999 {
		t.Errorf("the deeper path must be matched first, below the priorities of other services: %v", got)
	}
	again, err := Priorities("pr-12", paths, got, nil)
	if err != nil || !maps.Equal(got, again) {
		t.Errorf("rules moved from %v to %v, %v", got, again, err)
	}
	moved, err := Priorities("pr-12", map[string]string{"api": "/api/v2"}, got, nil)
	if err != nil || !inPart(moved["api"], "/api/v2") {
		t.Errorf("a path that became deeper keeps a place behind the shallower ones: %v, %v", moved, err)
	}
}

func TestPrioritiesOfMany(t *testing.T) {
	used := map[int]string{}
	var taken []int
	for n := range 40 {
		name := fmt.Sprintf("pr-%d", n)
		got, err := Priorities(name, map[string]string{"catalog": "/catalog", "orders": "/orders"}, nil, taken)
		if err != nil {
			t.Fatal(err)
		}
		for service, priority := range got {
			if other, has := used[priority]; has {
				t.Errorf("%s and %s share priority %d", other, name+"/"+service, priority)
			}
			used[priority], taken = name+"/"+service, append(taken, priority)
		}
	}
}

func TestPrioritiesEnd(t *testing.T) {
	var all []int
	for priority := 1000; priority < 5000; priority++ {
		all = append(all, priority)
	}
	if _, err := Priorities("pr-12", map[string]string{"web": "/"}, nil, all); err == nil || !strings.Contains(err.Error(), "take some down") {
		t.Errorf("got %v", err)
	}
	if got, err := Priorities("pr-12", map[string]string{"web": "/"}, map[string]int{"web": 4200}, []int{4200}); err != nil || got["web"] == 4200 {
		t.Errorf("a priority that another took meanwhile: %v, %v", got, err)
	}
}

func TestClash(t *testing.T) {
	mine := Record{Name: "pr-12", Priorities: map[string]int{"web": 4200}}
	if err := Clash(mine, []Record{mine, {Name: "pr-13", Priorities: map[string]int{"web": 4201}}}); err != nil {
		t.Errorf("of different priorities: %v", err)
	}
	err := Clash(mine, []Record{mine, {Name: "pr-13", Priorities: map[string]int{"api": 4200}}})
	if err == nil || !strings.Contains(err.Error(), "pr-13") || !strings.Contains(err.Error(), "preview up --name pr-12") {
		t.Errorf("of the same: %v", err)
	}
}
