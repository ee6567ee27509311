// Package environment reads what the pipeline itself must know of an environment
// from its settings, terraform/environments/<name>.tfvars: Terraform reads the
// same file, so that nothing is said twice.
package environment

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclparse"
	"github.com/zclconf/go-cty/cty"
)

// Environment is what the settings say of the environment as a whole.
type Environment struct {
	Name     string
	Project  string
	Region   string
	Emulated bool // AWS is the emulator
	Services []string
	Release  Release
}

// UnknownError is a name for which there is no file of settings.
type UnknownError struct {
	Name  string
	Known []string
}

func (e *UnknownError) Error() string {
	return fmt.Sprintf("environment %q is unknown: there is no terraform/environments/%s.tfvars; known are %s",
		e.Name, e.Name, strings.Join(e.Known, ", "))
}

// SettingsError is a file of settings that the pipeline can't use.
type SettingsError struct {
	File   string
	Reason string
}

func (e *SettingsError) Error() string { return e.File + ": " + e.Reason }

// NameOf is the environment of a file of settings.
func NameOf(file string) string { return strings.TrimSuffix(path.Base(file), ".tfvars") }

// Find checks a name against the files of terraform/environments.
func Find(name string, files []string) (string, error) {
	var known []string
	for _, f := range files {
		if path.Ext(f) == ".tfvars" {
			known = append(known, NameOf(f))
		}
	}
	slices.Sort(known)
	if !slices.Contains(known, name) {
		return "", &UnknownError{Name: name, Known: known}
	}
	return name + ".tfvars", nil
}

// Read takes the settings' text. The file must say project, environment, region
// and services; its environment must be the name under which it was asked for.
func Read(name, file string, text []byte) (Environment, error) {
	fail := func(format string, args ...any) (Environment, error) {
		return Environment{}, &SettingsError{File: file, Reason: fmt.Sprintf(format, args...)}
	}
	parsed, diags := hclparse.NewParser().ParseHCL(text, file)
	if diags.HasErrors() {
		return fail("can't be read: %v", diags)
	}
	attributes, diags := parsed.Body.JustAttributes()
	if diags.HasErrors() {
		return fail("can't be read: %v", diags)
	}
	values := map[string]cty.Value{}
	for key, a := range attributes {
		v, diags := a.Expr.Value(&hcl.EvalContext{})
		if diags.HasErrors() {
			return fail("%s: %v", key, diags)
		}
		values[key] = v
	}
	env := Environment{Name: name}
	for key, to := range map[string]*string{"project": &env.Project, "environment": &env.Name, "region": &env.Region} {
		v, ok := values[key]
		if !ok || v.IsNull() || v.Type() != cty.String || v.AsString() == "" {
			return fail("%s is missing: write %s = \"…\"", key, key)
		}
		*to = v.AsString()
	}
	if env.Name != name {
		return fail("says environment = %q, but its name says %q: make them the same", env.Name, name)
	}
	if v, ok := values["emulated"]; ok && v.Type() == cty.Bool {
		env.Emulated = v.True()
	}
	services, ok := values["services"]
	if !ok || services.IsNull() || !services.CanIterateElements() || services.LengthInt() == 0 {
		return fail("services is missing: write an entry for each folder of services/")
	}
	env.Services = slices.Sorted(maps.Keys(services.AsValueMap()))
	var err error
	if env.Release, err = readRelease(values["release"], env.Emulated); err != nil {
		return fail("release: %v", err)
	}
	return env, nil
}

// Match compares the services of the settings with those found in the source:
// each must be in both, else a deploy would leave one out or run none.
func (e Environment) Match(found []string) error {
	var problems []string
	for _, name := range found {
		if !slices.Contains(e.Services, name) {
			problems = append(problems, fmt.Sprintf("services/%s has no entry: add it to services, or move it out of services/", name))
		}
	}
	for _, name := range e.Services {
		if !slices.Contains(found, name) {
			problems = append(problems, fmt.Sprintf("service %s has no folder services/%s: add it, or remove the entry", name, name))
		}
	}
	if len(problems) > 0 {
		return &SettingsError{File: "terraform/environments/" + e.Name + ".tfvars", Reason: strings.Join(problems, "; ")}
	}
	return nil
}

// Repository is the ECR repository of a service, as modules/ecr names it.
func (e Environment) Repository(service string) string {
	return e.Project + "-" + e.Name + "/" + service
}

// StateBucket is the bucket of both states, as modules/state names it.
func (e Environment) StateBucket(account string) string {
	return e.Project + "-" + e.Name + "-state-" + account
}

// LockTable is the table of state locks, as modules/state names it.
func (e Environment) LockTable() string { return e.Project + "-" + e.Name + "-lock" }
