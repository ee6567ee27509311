package toolbox

import (
	"os"
	"runtime"
	"strconv"
	"strings"

	"golang.org/x/sync/errgroup"
)

// Parallel does something for each item, at most so many at once. It returns each result and each error, in the items' order:
// one that fails keeps no other from its answer, so that a person sees all that is wrong.
func Parallel[T, R any](items []T, atOnce int, do func(T) (R, error)) ([]R, []error) {
	results, failures := make([]R, len(items)), make([]error, len(items))
	group := errgroup.Group{}
	group.SetLimit(atOnce)
	for i, item := range items {
		group.Go(func() error {
			results[i], failures[i] = do(item)
			return nil
		})
	}
	_ = group.Wait()
	return results, failures
}

// Unbounded is for work that only waits.
const Unbounded = -1

// Workers is how many commands may run at once that take a core and so much memory each, in GB: the module runs on the
// engine's host, so it sees that host's cores and memory.
func Workers(gigabytes float64) int {
	byMemory := runtime.NumCPU()
	if available := availableGigabytes(); available > 0 {
		byMemory = int(available / gigabytes)
	}
	return max(1, min(runtime.NumCPU(), byMemory))
}

// availableGigabytes is what Linux says is available; 0 when it does not say.
func availableGigabytes() float64 {
	text, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(text)) {
		fields := strings.Fields(line)
		if len(fields) >= 2 && fields[0] == "MemAvailable:" {
			kilobytes, err := strconv.ParseFloat(fields[1], 64)
			if err != nil {
				return 0
			}
			return kilobytes / 1e6
		}
	}
	return 0
}
