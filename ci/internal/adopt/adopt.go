// Package adopt finds what an interrupted run made and no state knows, and takes it into the state by import blocks.
//
// Terraform writes a remote state every 20 seconds. A run that is killed between a create and that write leaves resources that the
// next run would make a second time, or fail at because their name is taken. What the plan would create is looked for in AWS by its
// name, its tags or its place. It only reads, and with no right that a plan does not need anyway: the services' own lists are asked
// and not the Resource Groups Tagging API, which learns of a new resource minutes later and of some kinds never.
package adopt

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"dagger/slipway/internal/bootstrap/imports"
)

// rounds bounds the plans. A listener's rule is found once its listener is known, which is found by its load balancer: three rounds
// are enough for this stack, and a fourth finds nothing new.
const rounds = 6

// side is how many questions are on their way at once.
const side = 8

// Planner makes a plan with import blocks and gives its JSON. Where Terraform says why not, the error is a RefusedError.
type Planner func(ctx context.Context, blocks string) (planJSON []byte, err error)

// RefusedError is a plan that Terraform refused.
type RefusedError struct {
	Err    error
	Output string
}

func (e *RefusedError) Error() string { return e.Err.Error() }
func (e *RefusedError) Unwrap() error { return e.Err }

// Result is what was found.
type Result struct {
	Imports []imports.Import
	Left    []Left
}

// Left is what could not be adopted.
type Left struct {
	// Address is the resource that the plan makes instead; empty where it makes none.
	Address string
	// Things are what might have been it, by ARN or id.
	Things []string
	// Why says why it was not adopted, and what to do.
	Why string
}

func (l Left) String() string {
	if l.Address == "" {
		return fmt.Sprintf("%s is in no state and of no resource of the plan: %s", strings.Join(l.Things, ", "), l.Why)
	}
	return fmt.Sprintf("%s was not adopted as %s: %s", strings.Join(l.Things, ", "), l.Address, l.Why)
}

// Converge looks for what a plan would make a second time, and plans again with it: what hangs on something that was not known
// before is found then. It ends when nothing new is found. No Imports means that the first plan stands.
func Converge(ctx context.Context, aws *AWS, first []byte, plan Planner) (Result, error) {
	var result Result
	var gone []imports.Import
	text := first
	for range rounds {
		found, err := look(ctx, aws, text)
		if err != nil {
			return result, err
		}
		result.Left = found.Left
		fresh := slices.DeleteFunc(found.Imports, func(i imports.Import) bool {
			return slices.Contains(result.Imports, i) || slices.Contains(gone, i)
		})
		if len(fresh) == 0 {
			strays, err := strays(ctx, aws, text, result.Imports)
			result.Left = append(result.Left, strays...)
			return result, err
		}
		result.Imports = append(result.Imports, fresh...)
		for {
			if text, err = plan(ctx, imports.Blocks(result.Imports)); err == nil {
				break
			}
			// What was deleted a minute ago may still be listed.
			var refused *RefusedError
			if !errors.As(err, &refused) {
				return result, err
			}
			there := imports.Present(result.Imports, refused.Output)
			if len(there) == len(result.Imports) {
				return result, fmt.Errorf("plan with what an interrupted run left: %w", err)
			}
			for _, i := range result.Imports {
				if !slices.Contains(there, i) {
					gone = append(gone, i)
				}
			}
			result.Imports = there
		}
	}
	return result, nil
}

// look asks for each resource that a plan would create what AWS has of it.
func look(ctx context.Context, aws *AWS, planJSON []byte) (Result, error) {
	p, err := read(planJSON)
	if err != nil || len(p.creates) == 0 {
		return Result{}, err
	}
	r := newRound(aws, p)
	things := make([][]Thing, len(p.creates))
	group, asking := errgroup.WithContext(ctx)
	group.SetLimit(side)
	for i, c := range p.creates {
		group.Go(func() (err error) {
			if things[i], err = Kinds[c.Type].find(asking, r, c); err != nil {
				err = fmt.Errorf("look for what an interrupted run may have left of %s: %w", c.Address, err)
			}
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return Result{}, err
	}
	found := match(p, things)
	left, err := leftovers(ctx, r)
	found.Left = append(found.Left, left...)
	return found, err
}

// match decides: one thing that carries the environment's tags is adopted.
func match(p planned, things [][]Thing) Result {
	var result Result
	for i, c := range p.creates {
		candidates := slices.DeleteFunc(things[i], func(t Thing) bool { return p.known[t.ID] || p.known[t.Name] })
		own := slices.DeleteFunc(slices.Clone(candidates), func(t Thing) bool { return t.foreign(c) })
		switch {
		case c.Beside && len(own) > 0:
			result.Left = append(result.Left, Left{c.Address, names(own),
				"an interrupted run made it to take the place of what the state has there, and no import reaches a place that is taken: delete it, then plan again"})
		case len(own) == 1:
			result.Imports = append(result.Imports, imports.Import{Address: c.Address, ID: own[0].ID})
		case len(own) > 1:
			result.Left = append(result.Left, Left{c.Address, names(own),
				"each of them could be it, and the plan makes another: delete those that nothing uses, then plan again"})
		case len(candidates) > 0:
			result.Left = append(result.Left, Left{c.Address, names(candidates),
				"it has the name, and its tags Project and Environment are not those of the settings: choose another name there, or delete it where it belongs"})
		}
	}
	return result
}

func names(things []Thing) []string {
	all := make([]string, len(things))
	for i, t := range things {
		all[i] = t.Name
	}
	slices.Sort(all)
	return all
}
