package main

import (
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// availableCores are the cores that this process may run on.
func availableCores() ([]int, error) {
	var set unix.CPUSet
	if err := unix.SchedGetaffinity(0, &set); err != nil {
		return nil, fmt.Errorf("ask which cores there are: %w", err)
	}
	var cores []int
	for i := 0; len(cores) < set.Count(); i++ {
		if set.IsSet(i) {
			cores = append(cores, i)
		}
	}
	return cores, nil
}

// A server on one core has the first, and what asks it the others, with the database. Of one core all have it.
func serverCore(cores []int) []int { return cores[:1] }

func loadCores(cores []int) []int {
	if len(cores) == 1 {
		return cores
	}
	return cores[1:]
}

// list writes cores as taskset takes them.
func list(cores []int) string {
	words := make([]string, len(cores))
	for i, core := range cores {
		words[i] = strconv.Itoa(core)
	}
	return strings.Join(words, ",")
}

func parseCores(text string) ([]int, error) {
	var cores []int
	for word := range strings.SplitSeq(text, ",") {
		core, err := strconv.Atoi(word)
		if err != nil {
			return nil, fmt.Errorf("-cores %q: write numbers with commas: 0,1", text)
		}
		cores = append(cores, core)
	}
	return cores, nil
}
