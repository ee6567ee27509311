package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// ticks is how many of them a second has in /proc, on every Linux that Go knows.
const ticks = 100

// usage is what the processes of a group have used so far, and hold now.
type usage struct {
	cpu time.Duration
	// memory is the proportional set size: of a page that two processes share each has half.
	memory int64
}

// groupUsage reads it from /proc. Processes that end meanwhile have used nothing.
func groupUsage(proc string, group int) (usage, error) {
	var all usage
	found := false
	stats, err := filepath.Glob(filepath.Join(proc, "[0-9]*", "stat"))
	if err != nil {
		return all, err
	}
	for _, file := range stats {
		text, err := os.ReadFile(file)
		if err != nil {
			continue
		}
		owner, cpu, err := parseStat(string(text))
		if err != nil {
			return all, fmt.Errorf("%s: %w", file, err)
		}
		if owner != group {
			continue
		}
		memory, err := proportional(filepath.Join(filepath.Dir(file), "smaps_rollup"))
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ESRCH) {
			continue
		}
		if err != nil {
			return all, err
		}
		found = true
		all.cpu += cpu
		all.memory += memory
	}
	if !found {
		return all, fmt.Errorf("no process of group %d is there: the server ended; what it wrote stands above", group)
	}
	return all, nil
}

// parseStat is the group of a process, and the time that its threads have run. Its name may have spaces and brackets.
func parseStat(text string) (group int, cpu time.Duration, err error) {
	fields := strings.Fields(text[strings.LastIndex(text, ")")+1:])
	if len(fields) < 13 {
		return 0, 0, fmt.Errorf("%q is no line of /proc", text)
	}
	group, err = strconv.Atoi(fields[2])
	user, inUser := strconv.ParseInt(fields[11], 10, 64)
	system, inSystem := strconv.ParseInt(fields[12], 10, 64)
	return group, time.Duration(user+system) * (time.Second / ticks), errors.Join(err, inUser, inSystem)
}

func proportional(file string) (int64, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return 0, err
	}
	for line := range bytes.Lines(text) {
		if fields := strings.Fields(string(line)); len(fields) > 1 && fields[0] == "Pss:" {
			kilobytes, err := strconv.ParseInt(fields[1], 10, 64)
			return kilobytes * 1024, err
		}
	}
	return 0, nil // one that ends has no memory any more
}

// loadAverage is that of the last minute: what others run makes figures worse.
func loadAverage() float64 {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return 0
	}
	first, _, _ := strings.Cut(string(text), " ")
	load, err := strconv.ParseFloat(first, 64)
	if err != nil {
		return 0
	}
	return load
}

// processor is its name, as /proc/cpuinfo has it.
func processor() string {
	text, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(text)) {
		if name, value, _ := strings.Cut(line, ":"); strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return ""
}
