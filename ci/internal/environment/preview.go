package environment

import (
	"fmt"
	"strings"
)

// longestPrefix is how long what names begin with may be: modules/iam has room for no more before a service and a purpose.
const longestPrefix = 29

// longestPreview is the longest name of a preview, as that of an environment.
const longestPreview = 12

// ForPreview are the settings of a preview: the environment, its base, once more, under a name of its own. Bucket of states, locks,
// repositories and secrets are the base's.
func (e Environment) ForPreview(name string) (Environment, error) {
	if !plainName.MatchString(name) || len(name) > longestPreview {
		return e, fmt.Errorf("--name is %q: write at most %d %s, for example \"pr-12\"", name, longestPreview, lowerCase)
	}
	if prefix := e.prefix() + "--" + name; len(prefix) > longestPrefix {
		return e, fmt.Errorf("--name is %q, and what the preview has would be called %s-…: that is %d characters, and roles and target groups have room for %d: "+
			"write a name of at most %d", name, prefix, len(prefix), longestPrefix, longestPrefix-len(e.prefix())-len("--"))
	}
	e.Preview = name
	return e, nil
}

// CheckPreviews refuses where nothing may be put beside what the environment has.
func (e Environment) CheckPreviews() error {
	switch {
	case !e.previewable:
		return fmt.Errorf("terraform/stacks/platform of this repository has no variable preview, so that a preview would be planned over environment %s itself: "+
			"take over variables_preview.tf and preview.tf of the module's stack, or remove the folder terraform/stacks", e.Name)
	case !e.Test:
		return fmt.Errorf("%s: environment %s is production, and a preview would stand in the midst of it: name another --env, or write tier = \"test\"", e.File, e.Name)
	}
	return nil
}

// Label names the environment to a person.
func (e Environment) Label() string {
	if e.Preview == "" {
		return e.Name
	}
	return e.Name + ", preview " + e.Preview
}

func (e Environment) prefix() string { return e.Project + "-" + e.Name }

// ECSName is the name of a service's ECS service: a preview's are on one cluster with the base's.
func (e Environment) ECSName(service string) string {
	if e.Preview == "" {
		return service
	}
	return e.Preview + "--" + service
}

const (
	statesOfPreviews   = "platform/previews/"
	releasesOfPreviews = "releases/previews/"
	stateFile          = "/terraform.tfstate"
	// PreviewFile is the record of a preview, beside its state.
	PreviewFile = "/preview.json"
)

// PreviewsPrefix is where the state bucket has the states and the records of previews, as modules/iam knows it.
const PreviewsPrefix = statesOfPreviews

// StateKey is the object of the state bucket that holds the state of a stack. A preview has the bootstrap of its base.
func (e Environment) StateKey(stack string) string {
	if e.Preview != "" && stack == "platform" {
		return statesOfPreviews + e.Preview + stateFile
	}
	return stack + stateFile
}

// PreviewKey is the object that holds the record of a preview.
func PreviewKey(name string) string { return statesOfPreviews + name + PreviewFile }

// PreviewOf is the preview whose record an object is, "" where it is none.
func PreviewOf(key string) string {
	name, ok := strings.CutPrefix(key, statesOfPreviews)
	name, record := strings.CutSuffix(name, PreviewFile)
	if !ok || !record || strings.Contains(name, "/") {
		return ""
	}
	return name
}

// Releases is what the ledger's objects begin with.
func (e Environment) Releases() string {
	if e.Preview == "" {
		return "releases/"
	}
	return releasesOfPreviews + e.Preview + "/"
}
