package main

import "golang.org/x/sync/errgroup"

// allAtOnce is no limit to how many run beside each other.
const allAtOnce = -1

// beside does something for each of them, side by side and at most so many at once. It returns what each gave and the
// error of each, in their order: one that fails keeps no other from its answer, so that a person sees all that is wrong.
func beside[T, R any](all []T, atOnce int, do func(T) (R, error)) ([]R, []error) {
	results, failures := make([]R, len(all)), make([]error, len(all))
	group := errgroup.Group{}
	group.SetLimit(atOnce)
	for i, one := range all {
		group.Go(func() error {
			results[i], failures[i] = do(one)
			return nil
		})
	}
	_ = group.Wait()
	return results, failures
}
