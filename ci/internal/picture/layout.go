package picture

import (
	"fmt"
	"slices"
	"strings"

	"dagger/slipway/internal/plan"
)

// box is what both notations draw of a part.
type box struct {
	// id is made here, so that no name can break what is written with it; path is it with those of the boxes around it.
	id, path string
	lines    []string
	action   plan.Action
	form     form
	// columns is how many boxes stand side by side in it; with 0 the arrows decide.
	columns int
	boxes   []*box
}

// form is what a box looks like, by what it stands for.
type form string

const (
	plain   form = "plain"
	row     form = "row"     // has one line
	outside form = "outside" // is not of the platform
	data    form = "data"
	remark  form = "remark"
)

// sheet is a picture before it is written in a notation.
type sheet struct {
	boxes  []*box
	arrows []arrow
	// rest says what is not drawn, or is nil.
	rest *box
	next int
}

// arrow leads from a box to the one that it asks. A hidden one only says which stands to the right of which.
type arrow struct {
	from, to *box
	hidden   bool
}

// mostArrows is how many services have arrows of their own. Between more boxes nobody follows a line.
const mostArrows = 6

// layout arranges the parts from left to right: users, load balancer, services, what those use. Zones and instances stand below the load
// balancer.
func (p Platform) layout() *sheet {
	p = p.folded()
	s := &sheet{}
	var network, users *box
	if p.Network != nil {
		network = s.add(nil, plain, *p.Network)
	}
	if len(p.Balancers) > 0 {
		users = s.add(nil, outside, Part{Name: "users"})
	}
	s.zones(network, users, p.Zones)
	for _, instances := range p.Instances {
		s.beside(users, s.add(network, plain, instances))
	}
	var balancers []*box
	for _, balancer := range p.Balancers {
		drawn := s.add(network, plain, balancer)
		balancers = append(balancers, drawn)
		s.arrow(users, drawn)
	}
	services := s.services(network, balancers, p)
	s.data(network, p, services)
	if rest, ok := p.others(); ok {
		s.next++
		s.rest = &box{id: fmt.Sprintf("n%d", s.next), lines: rest.lines(), form: remark}
	}
	return s
}

func (s *sheet) zones(network, users *box, zones []Zone) {
	if len(zones) == 0 {
		return
	}
	all := s.add(network, plain, Part{Name: "availability zones"})
	all.columns = 1
	s.beside(users, all)
	for _, zone := range zones {
		around := s.add(all, plain, zone.Part)
		around.columns = 1
		for _, part := range zone.Parts {
			inner := s.add(around, row, part)
			inner.lines = []string{strings.Join(inner.lines, "  ")}
		}
	}
}

// services draws the clusters with the services, and what the load balancers point to. It returns the boxes that lead on to the data, by
// the service's name; where the services are too many for that, the box around them has the empty name.
func (s *sheet) services(network *box, balancers []*box, p Platform) map[string]*box {
	around := network
	for _, cluster := range p.Clusters {
		if drawn := s.add(network, plain, cluster); len(p.Clusters) == 1 {
			around = drawn
		}
	}
	crowded := len(p.Services) > mostArrows
	if crowded && around == network {
		around = s.add(network, plain, Part{Name: "services"})
	}
	boxes := map[string]*box{}
	for _, service := range p.Services {
		if crowded {
			service.Notes = append(slices.Clone(service.Notes), inWords(service.Uses)...)
		}
		boxes[service.Name] = s.add(around, plain, service)
	}
	if crowded {
		around.columns = 2
		boxes = map[string]*box{"": around}
	}
	for _, balancer := range balancers {
		for _, service := range append([]Part{{Kind: web}}, p.Services...) {
			if service.Kind != web {
				continue
			}
			if to := boxes[service.Name]; to != nil {
				s.arrow(balancer, to)
			}
		}
	}
	return boxes
}

// inWords says what a service uses that has no arrows.
func inWords(uses []string) []string {
	switch len(uses) {
	case 0:
		return nil
	case 1:
		return []string{"uses " + uses[0]}
	}
	return []string{"uses " + uses[0], fmt.Sprintf("and %d more", len(uses)-1)}
}

// data draws databases and caches inside the network, and to its right what is reached by the API of AWS.
func (s *sheet) data(network *box, p Platform, services map[string]*box) {
	drawn := map[string]*box{}
	var inside, apart *box
	for _, part := range p.Data {
		if part.Kind == "database" || part.Kind == "cache" || part.Kind == "files" {
			inside = s.add(network, data, part)
			drawn[part.ID()] = inside
			continue
		}
		if apart == nil {
			apart = s.add(nil, plain, Part{Name: "data"})
		}
		drawn[part.ID()] = s.add(apart, data, part)
	}
	crowd := services[""]
	if crowd != nil && apart != nil {
		apart.columns = 1
		s.arrow(crowd, apart)
	}
	if crowd != nil && inside != nil {
		s.arrow(crowd, inside)
	}
	if inside != nil && apart != nil {
		s.beside(inside, apart)
	}
	for _, service := range p.Services {
		for _, used := range service.Uses {
			if from, to := services[service.Name], drawn[used]; from != nil && to != nil {
				s.arrow(from, to)
			}
		}
	}
}

func (s *sheet) add(in *box, form form, part Part) *box {
	s.next++
	b := &box{id: fmt.Sprintf("n%d", s.next), lines: part.lines(), action: part.Action, form: form}
	if b.path = b.id; in == nil {
		s.boxes = append(s.boxes, b)
		return b
	}
	b.path = in.path + "." + b.id
	in.boxes = append(in.boxes, b)
	return b
}

func (s *sheet) arrow(from, to *box) { s.arrows = append(s.arrows, arrow{from: from, to: to}) }

// beside has a box stand one step to the right of another, where that is there.
func (s *sheet) beside(from, to *box) {
	if from != nil {
		s.arrows = append(s.arrows, arrow{from, to, true})
	}
}
