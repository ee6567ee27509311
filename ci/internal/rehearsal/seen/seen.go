// Package seen compares what a rehearsal sees of an environment at two moments.
package seen

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"dagger/slipway/internal/tfstate"
)

// Service is what ECS says that a service runs: the digest of its image, its task definition, and the last deployment, by their ARNs.
type Service struct{ Digest, Definition, Deployment string }

// Runs fails unless each service runs the digest that it is to run.
func Runs(now map[string]Service, digests map[string]string) error {
	var all []error
	for _, name := range slices.Sorted(maps.Keys(digests)) {
		if now[name].Digest != digests[name] {
			all = append(all, fmt.Errorf("service %s is to run %s, and ECS runs %s", name, digests[name], cmp.Or(now[name].Digest, "nothing")))
		}
	}
	return errors.Join(all...)
}

// Digests are those that run, by service.
func Digests(now map[string]Service) map[string]string {
	digests := map[string]string{}
	for name, s := range now {
		digests[name] = s.Digest
	}
	return digests
}

// Touched fails unless these services run another digest than before, and of the others neither image nor task definition nor deployment is
// another one.
func Touched(before, now map[string]Service, services []string) error {
	var all []error
	for _, name := range slices.Sorted(maps.Keys(now)) {
		was, is := before[name], now[name]
		switch changes := slices.Contains(services, name); {
		case changes && was.Digest == is.Digest:
			all = append(all, fmt.Errorf("service %s runs %s, as before", name, is.Digest))
		case !changes && was != is:
			all = append(all, fmt.Errorf("service %s was touched: it ran %+v, and runs %+v", name, was, is))
		}
	}
	return errors.Join(all...)
}

// Thing is something that the emulator has.
type Thing struct{ Kind, Name string }

func (t Thing) String() string { return t.Kind + " " + t.Name }

// keeps are the kinds that a destroy leaves on purpose: final snapshots, and the task definitions of an environment that is protected.
var keeps = []string{"database snapshot", "task definition"}

// Left is what is there besides what was there before, what the bootstrap's state holds, and what a destroy keeps on purpose; and what it kept
// so.
func Left(now, before []Thing, bootstrap tfstate.State) (left, kept []Thing) {
	known := map[string]bool{}
	for _, r := range bootstrap.Resources {
		for _, attribute := range []string{"id", "arn", "name", "bucket"} {
			known[r.Text(attribute)] = true
		}
	}
	for _, t := range now {
		switch {
		case known[t.Name] || slices.Contains(before, t):
		case slices.Contains(keeps, t.Kind):
			kept = append(kept, t)
		default:
			left = append(left, t)
		}
	}
	return left, kept
}

// Count says how many things there are of each kind.
func Count(things []Thing) string {
	kinds := map[string]int{}
	for _, t := range things {
		kinds[t.Kind]++
	}
	var words []string
	for _, kind := range slices.Sorted(maps.Keys(kinds)) {
		words = append(words, fmt.Sprintf("%s (%d)", kind, kinds[kind]))
	}
	return strings.Join(words, ", ")
}
