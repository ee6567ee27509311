package balancer

import (
	"crypto/tls"
	"regexp"
	"slices"
	"strings"
	"time"

	"slipway/emulator/gateway/balancer/rule"
	"slipway/emulator/gateway/balancer/target"
)

// estate is all that the API said at one moment. It is not changed, only replaced.
type estate struct {
	balancers []*loadBalancer
	groups    map[string]target.Settings // by ARN: those that a rule forwards to
	regions   map[string]string          // the region of each group
	simulated bool                       // nothing is behind the targets' addresses
}

type loadBalancer struct {
	name        string
	dns         string
	internal    bool // it has addresses in private subnets alone
	idle        time.Duration
	dropInvalid bool   // header fields whose names are not letters, digits and hyphens
	forwarded   string // what becomes of X-Forwarded-For: append, preserve or remove
	listeners   []*listener
}

type listener struct {
	port         int
	tls          bool
	rules        []rule.Rule        // by priority, the default rule last
	certificates []*tls.Certificate // the default one first
}

// choose finds the load balancer that a client of this name means; nil for none. A name is a load balancer's own, or one that
// its rules and certificates know. Whatever nobody knows goes to the one load balancer that has no names, or that is alone.
func (e *estate) choose(name string) *loadBalancer {
	for _, lb := range e.balancers {
		if lb.dns == name {
			return lb
		}
	}
	// A name as such comes before a wildcard.
	for _, wild := range []bool{false, true} {
		for _, lb := range e.balancers {
			if knows(lb.names(), name, wild) {
				return lb
			}
		}
	}
	takers := slices.DeleteFunc(slices.Clone(e.balancers), func(lb *loadBalancer) bool { return len(lb.names()) > 0 })
	if len(e.balancers) == 1 {
		takers = e.balancers
	}
	if len(takers) != 1 {
		return nil
	}
	return takers[0]
}

func knows(names []string, name string, wild bool) bool {
	return slices.ContainsFunc(names, func(known string) bool {
		if !strings.ContainsAny(known, "*?") {
			return !wild && strings.EqualFold(known, name)
		}
		return wild && slices.ContainsFunc(rule.Patterns([]string{known}, true), func(p *regexp.Regexp) bool { return p.MatchString(name) })
	})
}

// names are those of its rules and certificates, as patterns.
func (lb *loadBalancer) names() []string {
	var names []string
	for _, l := range lb.listeners {
		for _, r := range l.rules {
			names = append(names, r.Hosts...)
		}
		for _, c := range l.certificates {
			names = append(names, c.Leaf.DNSNames...)
		}
	}
	return names
}

// listener is the one at the port, or, where there is none, the one for most clients: at the usual port, else at the lowest.
func (lb *loadBalancer) listener(secure bool, port int) *listener {
	usual := usualPort(secure)
	var best *listener
	for _, l := range lb.listeners {
		switch {
		case l.tls != secure:
		case l.port == port:
			return l
		case best == nil, l.port == usual, best.port != usual && l.port < best.port:
			best = l
		}
	}
	return best
}

func usualPort(secure bool) int {
	if secure {
		return 443
	}
	return 80
}
