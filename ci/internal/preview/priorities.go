package preview

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
)

// Rules of previews take the priorities below those that modules/alb gives, 1000 to 4999. Within them each depth of path has a part of its
// own, deeper paths first, so that /api is matched before /.
const (
	first   = 1000
	part    = 800
	deepest = 4
)

// Priorities gives each service behind the load balancer a priority that is free. One that has one keeps it, if it still stands in the part
// of its path: a rule that moves would stand in another's way.
func Priorities(preview string, paths map[string]string, before map[string]int, taken []int) (map[string]int, error) {
	given, used := map[string]int{}, map[int]bool{}
	for _, priority := range taken {
		used[priority] = true
	}
	for _, name := range names(paths) {
		if priority, had := before[name]; had && !used[priority] && inPart(priority, paths[name]) {
			given[name], used[priority] = priority, true
		}
	}
	for _, service := range names(paths) {
		if _, has := given[service]; has {
			continue
		}
		priority, ok := free(preview+"--"+service, start(paths[service]), used)
		if !ok {
			return nil, fmt.Errorf("service %s gets no priority on the listener: all %d for paths such as %s are taken by other previews: take some down", service, part, paths[service])
		}
		given[service], used[priority] = priority, true
	}
	return given, nil
}

// start is the first priority of a path's part.
func start(path string) int {
	depth := 0
	for _, name := range strings.Split(path, "/") {
		if name != "" {
			depth++
		}
	}
	return first + part*(deepest-min(depth, deepest))
}

func inPart(priority int, path string) bool {
	return priority >= start(path) && priority < start(path)+part
}

// free begins to look where the name's hash says, so that two runs at a time seldom choose the same.
func free(name string, from int, used map[int]bool) (int, bool) {
	hash := fnv.New32a()
	_, _ = hash.Write([]byte(name)) // a hash takes everything
	for i := range part {
		if priority := from + (int(hash.Sum32()%part)+i)%part; !used[priority] {
			return priority, true
		}
	}
	return 0, false
}

// Taken are the priorities of all previews but one.
func Taken(records []Record, but string) []int {
	var taken []int
	for _, r := range records {
		if r.Name == but {
			continue
		}
		for _, priority := range r.Priorities {
			taken = append(taken, priority)
		}
	}
	return taken
}

// Clash names another preview that has a priority of this one: both were planned at the same time.
func Clash(mine Record, all []Record) error {
	for _, other := range all {
		if other.Name == mine.Name {
			continue
		}
		for service, priority := range mine.Priorities {
			if slices.Contains(Taken([]Record{other}, ""), priority) {
				return fmt.Errorf("preview %s took the priority of service %s, %d, while this plan was made: run `preview up --name %s` again; nothing was changed",
					other.Name, service, priority, mine.Name)
			}
		}
	}
	return nil
}
