package config

import (
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Reader reads typed values from an environment and collects what is wrong
// with them. A variable that is empty counts as unset, because a task
// definition that is filled in from a template often leaves it so.
type Reader struct {
	getenv func(string) string
	errs   []error
}

// NewReader reads through getenv, which is os.Getenv outside tests.
func NewReader(getenv func(string) string) *Reader {
	return &Reader{getenv: getenv}
}

// Err names every variable whose value was refused, or is nil.
func (r *Reader) Err() error {
	return errors.Join(r.errs...)
}

// Int reads a whole number from min to max.
func (r *Reader) Int(name string, def, min, max int) int {
	raw := r.getenv(name)
	if raw == "" {
		return def
	}
	n, err := strconv.Atoi(raw)
	if err != nil || n < min || n > max {
		r.Refuse(name, raw, fmt.Sprintf("a whole number from %d to %d", min, max), err)
		return def
	}
	return n
}

// String reads a text, "" when the variable is unset.
func (r *Reader) String(name string) string { return r.getenv(name) }

// Bool reads true or false.
func (r *Reader) Bool(name string) bool {
	switch raw := r.getenv(name); raw {
	case "", "false":
		return false
	case "true":
		return true
	default:
		r.Refuse(name, raw, "true or false", nil)
		return false
	}
}

// oneOf reads one of some words, the first when the variable is unset.
func (r *Reader) oneOf(name string, words ...string) string {
	raw := r.getenv(name)
	if raw == "" {
		return words[0]
	}
	if !slices.Contains(words, raw) {
		r.Refuse(name, raw, strings.Join(words, " or "), nil)
	}
	return raw
}

// Networks reads networks with commas between them.
func (r *Reader) Networks(name string) []string {
	raw := r.getenv(name)
	if raw == "" {
		return nil
	}
	var networks []string
	for part := range strings.SplitSeq(raw, ",") {
		network, err := netip.ParsePrefix(strings.TrimSpace(part))
		if err == nil && network.Bits() == 0 {
			err = errors.New("it is everybody, who could then say any address")
		}
		if err != nil {
			r.Refuse(name, raw, "networks with commas between them, such as 10.0.0.0/16", err)
			return nil
		}
		networks = append(networks, network.String())
	}
	return networks
}

// Duration reads a duration with its unit, from min to max.
func (r *Reader) Duration(name string, def, min, max time.Duration) time.Duration {
	raw := r.getenv(name)
	if raw == "" {
		return def
	}
	d, err := time.ParseDuration(raw)
	if err != nil || d < min || d > max {
		r.Refuse(name, raw, fmt.Sprintf("a duration from %s to %s with its unit, such as 5s", min, max), err)
		return def
	}
	return d
}

// Level reads a log level.
func (r *Reader) Level(name string, def slog.Level) slog.Level {
	raw := r.getenv(name)
	switch strings.ToLower(raw) {
	case "":
		return def
	case "debug":
		return slog.LevelDebug
	case "info":
		return slog.LevelInfo
	case "warn":
		return slog.LevelWarn
	case "error":
		return slog.LevelError
	}
	r.Refuse(name, raw, "debug, info, warn or error", nil)
	return def
}

// BaseURL reads the address of another service, to which paths are added. It
// is nil when the variable is unset.
func (r *Reader) BaseURL(name string) *url.URL {
	raw := r.getenv(name)
	if raw == "" {
		return nil
	}
	const want = "an http or https URL with a host and no user, query or fragment, such as http://catalog.internal:8080"
	u, err := url.Parse(raw)
	if err != nil {
		// The cause repeats the value, which may hold a password.
		r.errs = append(r.errs, fmt.Errorf("%s cannot be parsed: set it to %s, or unset it", name, want))
		return nil
	}
	ok := (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" &&
		u.User == nil && u.RawQuery == "" && u.Fragment == ""
	if !ok {
		r.Refuse(name, u.Redacted(), want, nil)
		return nil
	}
	return u
}

// Refuse notes that a value cannot be: what to set in its place, and perhaps why.
func (r *Reader) Refuse(name, raw, want string, cause error) {
	err := fmt.Errorf("%s is %q: set it to %s, or unset it", name, raw, want)
	if cause != nil {
		err = fmt.Errorf("%w (%w)", err, cause)
	}
	r.errs = append(r.errs, err)
}
