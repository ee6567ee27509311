package picture

import (
	"fmt"
	"slices"
	"strings"

	"dagger/slipway/internal/plan"
	"dagger/slipway/internal/report/table"
)

// most is how many parts of a kind are drawn one by one, mostNotes how many lines each has, and mostText how long one is.
const (
	most      = 12
	mostZones = 6
	mostNotes = 4
	mostText  = 48
)

// folded is the platform with as many parts as a person can look at: of more, those that change most are drawn, and the rest is
// counted.
func (p Platform) folded() Platform {
	p.Balancers, p.Clusters = fold(p.Balancers, "load balancers"), fold(p.Clusters, "clusters")
	p.Instances, p.Services = fold(p.Instances, "groups of instances"), fold(p.Services, "services")
	p.Data = fold(p.Data, "that hold data")
	if len(p.Zones) > mostZones {
		rest := fmt.Sprintf("%d more zones", len(p.Zones)-mostZones)
		p.Zones = append(slices.Clone(p.Zones[:mostZones]), Zone{Part: Part{Name: rest}})
	}
	return p
}

func fold(parts []Part, kind string) []Part {
	if len(parts) <= most {
		return parts
	}
	ordered := slices.Clone(parts)
	slices.SortStableFunc(ordered, func(a, b Part) int { return weight(b.Action) - weight(a.Action) })
	drawn, rest := ordered[:most:most], map[plan.Action]int{}
	for _, part := range ordered[most:] {
		rest[part.Action]++
	}
	for _, action := range sortedActions(rest) {
		drawn = append(drawn, Part{Name: fmt.Sprintf("%d more %s", rest[action], kind), Action: action})
	}
	return drawn
}

// weight is how much a person wants to see of an action: what is lost first.
func weight(action plan.Action) int {
	if i := slices.Index(shades, action); i >= 0 {
		return len(shades) - i + 1
	}
	if action == "" {
		return 0
	}
	return 1
}

// sortedActions are the keys, the heaviest first.
func sortedActions(counts map[plan.Action]int) []plan.Action {
	var actions []plan.Action
	for action := range counts {
		actions = append(actions, action)
	}
	slices.SortFunc(actions, func(a, b plan.Action) int {
		if weight(a) != weight(b) {
			return weight(b) - weight(a)
		}
		return strings.Compare(string(a), string(b))
	})
	return actions
}

// lines are what is written in a part's box, each short enough for one.
func (p Part) lines() []string {
	lines := []string{short(strings.TrimSpace(p.Kind + " " + p.Name))}
	notes := p.Notes
	if len(notes) > mostNotes {
		notes = append(slices.Clone(notes[:mostNotes-1]), fmt.Sprintf("and %d more", len(notes)-mostNotes+1))
	}
	for _, note := range notes {
		lines = append(lines, short(note))
	}
	if does := word(p.Action); does != "" {
		lines = append(lines, does)
	}
	return lines
}

// others is the box of what changes and is not drawn, and false where there is nothing.
func (p Platform) others() (Part, bool) {
	var notes []string
	for _, action := range sortedActions(p.Others) {
		notes = append(notes, fmt.Sprintf("%d to %s", p.Others[action], action))
	}
	return Part{Name: "not drawn", Notes: notes}, len(notes) > 0
}

// short is a text on one line, cut where it is too long for a box.
func short(text string) string {
	runes := []rune(table.Clean(text))
	if len(runes) > mostText {
		runes = append(runes[:mostText-1], '…')
	}
	return string(runes)
}
