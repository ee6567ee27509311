package dockerfile

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
)

// Secret is one that a RUN mounts and can't do without.
type Secret struct {
	Name string
	Line int
}

// CheckSecrets refuses a build of the target that lacks a secret which it requires.
func (f *File) CheckSecrets(service, target string, given []string) error {
	var missing []error
	for _, s := range f.needed(target) {
		for _, c := range s.commands {
			for _, secret := range c.secrets {
				if !slices.Contains(given, secret.Name) {
					missing = append(missing, fmt.Errorf("%s%s: RUN requires the secret %s, which this call does not have: give it before the verb:\n"+
						"  dagger call with-build-secret --name %[3]s --secret env:NAME …", of(service), place(f.path, secret.Line), secret.Name))
				}
			}
		}
	}
	return errors.Join(missing...)
}

// predefined are arguments that every build knows without an ARG, by the beginning of their names.
var predefined = regexp.MustCompile(`(?i)^(https?|ftp|no|all)_proxy$|^BUILDKIT_|^SOURCE_DATE_EPOCH$`)

// CheckArgs refuses arguments that nothing in the file takes: they may be misspelt.
func (f *File) CheckArgs(service string) error {
	var wrong []error
	for _, name := range slices.Sorted(maps.Keys(f.build.Args)) {
		if !f.known[name] && !predefined.MatchString(name) {
			wrong = append(wrong, fmt.Errorf("%s%s has no ARG %s, which args of .slipway.yaml gives it: add one, or take it out there", of(service), f.path, name))
		}
	}
	return errors.Join(wrong...)
}
