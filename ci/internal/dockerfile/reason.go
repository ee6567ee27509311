package dockerfile

import (
	"fmt"
	"regexp"
	"strings"
)

// explainBase recognises an image that cannot be had. BuildKit begins with the image as the Dockerfile names it, or quotes
// it.
func (f *File) explainBase(failure Failure, reason string) error {
	for _, base := range f.Bases() {
		name := base.reference()
		rest, begins := strings.CutPrefix(reason, name+": ")
		if !begins {
			if rest, begins = strings.CutPrefix(reason, fmt.Sprintf("failed to parse stage name %q: ", name)); !begins {
				continue
			}
		}
		return &BaseError{failure.Service, f.path, base.Line, name, why(name, rest)}
	}
	return nil
}

// why is what to do about an image.
func why(image, text string) string {
	lower := strings.ToLower(strings.ReplaceAll(text, image, ""))
	has := func(words ...string) bool {
		for _, word := range words {
			if strings.Contains(lower, word) {
				return true
			}
		}
		return false
	}
	switch {
	case has("invalid reference format", "could not parse reference"):
		return "that is no name of an image: " + cause(text)
	case has("unauthorized", "forbidden", "denied", "authorization", "no basic auth"):
		return "its registry wants a login, or has no such image: check the name, or log in (docker login " + registry(image) + ", or with-registry-login before the verb)"
	case has("not found", "manifest unknown", "name unknown"):
		hint := "there is no such image: check the name and the tag"
		if !strings.ContainsAny(image, ":/@") {
			hint += ", or name a stage of this Dockerfile so"
		}
		return hint + "; with --mirror it has to be in the mirror; a private one needs docker login " + registry(image) + ", or with-registry-login before the verb"
	case has("no such host", "connection refused", "timeout", "deadline exceeded", "no route", "unreachable", "tls:", "x509:", ": eof"):
		return "its registry cannot be reached (" + cause(text) + "): check the name and the network, or name a registry that can with --mirror"
	}
	return text
}

// cause is the end of a chain of reasons.
func cause(text string) string {
	parts := strings.Split(text, ": ")
	return parts[len(parts)-1]
}

func registry(image string) string {
	first, _, found := strings.Cut(image, "/")
	if found && (strings.ContainsAny(first, ".:") || first == "localhost") {
		return first
	}
	return "docker.io"
}

var (
	absent = regexp.MustCompile(`\b(?:lstat|stat|open) (\S+): no such file or directory`)
	mount  = regexp.MustCompile(`"(/[^"]+)": not found`)
)

// explainSource recognises a COPY, ADD or mount of what is not there.
func (f *File) explainSource(failure Failure, reason string) error {
	found := absent.FindStringSubmatch(reason)
	if found == nil {
		found = mount.FindStringSubmatch(reason)
	}
	if found == nil {
		return nil
	}
	path := strings.Trim(found[1], "/")
	for _, s := range f.Sources(failure.Target) {
		if s.Path == path {
			return &SourceError{Service: failure.Service, Path: f.path, Source: s}
		}
	}
	// It is none of the context: COPY --from= names it.
	for _, s := range f.needed(failure.Target) {
		for i := range s.commands {
			c := &s.commands[i]
			if len(c.stages)+len(c.images) > 0 && strings.Contains(f.firstLine(c), path) {
				return &BuildError{Service: failure.Service, Path: f.path, Line: c.line, Instruction: f.firstLine(c),
					Output: "there is no /" + path + " in what it copies from"}
			}
		}
	}
	return nil
}

var quotes = regexp.MustCompile(`"([^"]{2,})"`)

// quoted finds the one instruction that has what the reason quotes.
func (f *File) quoted(target, reason string) *command {
	for _, quote := range quotes.FindAllStringSubmatch(reason, -1) {
		var found []*command
		for _, s := range f.needed(target) {
			for i := range s.commands {
				c := &s.commands[i]
				ranges := c.Location()
				text := strings.Join(f.lines[c.line-1:ranges[len(ranges)-1].End.Line], "\n")
				if strings.Contains(text, strings.TrimPrefix(quote[1], "/")) {
					found = append(found, c)
				}
			}
		}
		if len(found) == 1 {
			return found[0]
		}
	}
	return nil
}
