package dockerfile

import (
	"slices"
	"strconv"
	"strings"
)

// byName finds a stage by its name. Of two with one name the later one counts.
func (f *File) byName(name string) *stage {
	for _, s := range slices.Backward(f.stages) {
		if s.name != "" && strings.EqualFold(s.name, name) {
			return s
		}
	}
	return nil
}

// byNameOrIndex is byName for what COPY --from and a mount's from take, which may be the number of a stage.
func (f *File) byNameOrIndex(name string) *stage {
	if s := f.byName(name); s != nil {
		return s
	}
	if i, err := strconv.Atoi(name); err == nil && i >= 0 && i < len(f.stages) {
		return f.stages[i]
	}
	return nil
}

// HasStage says whether a stage has that name or number.
func (f *File) HasStage(name string) bool { return f.byNameOrIndex(name) != nil }

// unshipped are names that people give to stages that never leave their machines.
var unshipped = []string{"test", "tests", "dev", "development"}

// Shipped is the stage whose image is deployed: the last one that is not for tests or development by its name. It is empty where
// that is the last of all, or where there is no other.
func (f *File) Shipped() string {
	for i, s := range slices.Backward(f.stages) {
		if slices.Contains(unshipped, strings.ToLower(s.name)) {
			continue
		}
		switch {
		case i == len(f.stages)-1:
			return ""
		case s.name != "" && f.byName(s.name) == s:
			return s.name
		}
		return strconv.Itoa(i)
	}
	return ""
}

// Root is the image that a build of the target starts from; empty where that is scratch. No target is the last stage.
func (f *File) Root(target string) string {
	s := f.target(target)
	for s.from != nil {
		s = s.from
	}
	if s.base == "scratch" {
		return ""
	}
	return s.base
}

// target is the stage of that name or number, the last one without a name.
func (f *File) target(name string) *stage {
	if s := f.byNameOrIndex(name); name != "" && s != nil {
		return s
	}
	return f.stages[len(f.stages)-1]
}

// needed are the stages that a build of the target runs, in the order of the file. No target is the last stage.
func (f *File) needed(target string) []*stage {
	first := f.stages[len(f.stages)-1]
	if target != "" {
		if first = f.byNameOrIndex(target); first == nil {
			return nil
		}
	}
	found := map[*stage]bool{}
	queue := []*stage{first}
	for len(queue) > 0 {
		s := queue[0]
		queue = queue[1:]
		if s == nil || found[s] {
			continue
		}
		found[s] = true
		queue = append(queue, s.from)
		for _, c := range s.commands {
			queue = append(queue, c.stages...)
		}
	}
	return slices.DeleteFunc(slices.Clone(f.stages), func(s *stage) bool { return !found[s] })
}
