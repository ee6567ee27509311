// Package environment reads the settings of an environment, terraform/environments/<name>.tfvars, once and strictly.
// Terraform reads the same file. What it may say is in the variables of the stacks, so that nothing is said twice.
package environment

import (
	"path"
	"slices"
	"strings"
)

// Folder has the settings of all environments.
const Folder = "terraform/environments"

// Environment is what the settings say of the environment as a whole.
type Environment struct {
	Name     string
	Project  string
	Region   string
	Emulated bool // AWS is the emulator
	// Pipeline says that the settings have a pipeline on GitHub (ci), whose roles the bootstrap makes.
	Pipeline bool
	Services []string // sorted
	Release  Release

	file  string
	lines map[string]int // of services, by name; "" is the setting itself
}

// NameOf is the environment of a file of settings.
func NameOf(file string) string { return strings.TrimSuffix(path.Base(file), ".tfvars") }

// Find checks a name against the files of terraform/environments.
func Find(name string, files []string) (string, error) {
	var known []string
	for _, f := range files {
		if path.Ext(f) == ".tfvars" {
			known = append(known, NameOf(f))
		}
		if path.Base(f) == name+".tfvars.json" {
			return "", settingsError([]Problem{{File: Folder + "/" + path.Base(f),
				Message: "settings in JSON are not read: write them as HCL into " + name + ".tfvars, and remove this file"}})
		}
	}
	slices.Sort(known)
	if !slices.Contains(known, name) {
		return "", &UnknownError{Name: name, Known: known}
	}
	return name + ".tfvars", nil
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
