// Package environment reads the settings of an environment, <name>.tfvars, once and strictly.
// Terraform reads the same file. What it may say is in the variables of the stacks, so that nothing is said twice.
package environment

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"
)

// Environment is what the settings say of the environment as a whole.
type Environment struct {
	Name string
	// File has the settings: "environments/local.tfvars".
	File     string
	Project  string
	Region   string
	Account  string // whose number the settings name, empty where they name none
	Emulated bool   // AWS is the emulator
	// Test says that it is no production (tier).
	Test bool
	// Preview is the name of a preview of the environment, "" for the environment itself.
	Preview string
	// Pipeline says that the settings have a pipeline on GitHub (ci), whose roles the bootstrap makes.
	Pipeline bool
	Services []string // sorted
	// Shapes are what the services are, by name: Web, Worker or Job.
	Shapes map[string]Shape
	// Images are the services that run another's image, each with that service's name.
	Images map[string]string
	// Paths are those of the services behind the load balancer, "/" where a service has hosts alone.
	Paths map[string]string
	// Before are the services with something that must run before a release moves any (before), sorted.
	Before []string
	// Secrets are the names in `secrets`, sorted.
	Secrets []string
	// Reads are the secrets that services read, by the name or the ARN that the settings give, each with its services.
	Reads map[string][]string
	// SharedCluster is the name of the cluster that somebody else keeps (cluster.existing), "" where the stack makes one.
	SharedCluster string
	// Arch is the processor of the instances, as Go and OCI name it: amd64 or arm64.
	Arch    string
	Release Release

	lines       map[string]int // of services, by name; "" is the setting itself
	previewable bool           // the stack platform can make a preview
}

// NameOf is the environment of a file of settings.
func NameOf(file string) string { return strings.TrimSuffix(path.Base(file), ".tfvars") }

// Find is the file of settings of an environment, among those of the folder that has all.
func Find(folder, name string, files []string) (string, error) {
	file := folder + "/" + name + ".tfvars"
	var known []string
	for _, f := range files {
		if path.Ext(f) == ".tfvars" {
			known = append(known, NameOf(f))
		}
		if path.Base(f) == name+".tfvars.json" {
			return "", settingsError([]Problem{{File: folder + "/" + path.Base(f),
				Message: "settings in JSON are not read: write them as HCL into " + name + ".tfvars, and remove this file"}})
		}
	}
	slices.Sort(known)
	if !slices.Contains(known, name) {
		return "", &UnknownError{File: file, Name: name, Known: known}
	}
	return file, nil
}

// Repository is the ECR repository of a service, as modules/ecr names it.
func (e Environment) Repository(service string) string {
	return e.Project + "-" + e.Name + "/" + service
}

// Has refuses a name that is no service of the environment, and says which one may have been meant.
func (e Environment) Has(service string) error {
	if slices.Contains(e.Services, service) {
		return nil
	}
	return e.unknown(service, e.Services)
}

// unknown is the refusal of a name that is none of these services.
func (e Environment) unknown(service string, services []string) error {
	if near := nearest(service, services); near != "" {
		return fmt.Errorf("environment %s has no service %q: did you mean %s? Write one of %s", e.Name, service, near, strings.Join(services, ", "))
	}
	return fmt.Errorf("environment %s has no service %q: write one of %s", e.Name, service, strings.Join(services, ", "))
}

// Built are the services that have an image of their own.
func (e Environment) Built() []string {
	return slices.DeleteFunc(slices.Clone(e.Services), func(name string) bool { return e.Images[name] != "" })
}

// ImageOf is the service whose image a service runs: itself, or another.
func (e Environment) ImageOf(service string) string { return cmp.Or(e.Images[service], service) }

// OfECS are the services that ECS keeps running: all but jobs.
func (e Environment) OfECS() []string {
	return slices.DeleteFunc(slices.Clone(e.Services), func(name string) bool { return e.Shapes[name] == Job })
}

// Jobs are the services that the clock starts.
func (e Environment) Jobs() []string {
	if e.Preview != "" {
		return nil // nobody would see what they do at night
	}
	return slices.DeleteFunc(slices.Clone(e.Services), func(name string) bool { return e.Shapes[name] != Job })
}

// HasTasks refuses a name that no service has, or whose service has no tasks that stay.
func (e Environment) HasTasks(service string) error {
	running := e.OfECS()
	switch {
	case slices.Contains(running, service):
		return nil
	case slices.Contains(e.Services, service):
		return fmt.Errorf("%s is a job, which the clock starts: it has no task that stays. Write one of %s", service, strings.Join(running, ", "))
	}
	return e.unknown(service, running)
}

// Secret is a secret's name in AWS, as modules/secrets makes it.
func (e Environment) Secret(name string) string {
	return e.Project + "-" + e.Name + "/" + name
}

// StateBucket is the bucket of both states, as modules/state names it.
func (e Environment) StateBucket(account string) string {
	return e.Project + "-" + e.Name + "-state-" + account
}

// LockTable is the table of state locks, as modules/state names it.
func (e Environment) LockTable() string { return e.Project + "-" + e.Name + "-lock" }

// RunLock is the item of that table which the run holds that changes the environment, as modules/iam knows it. A preview has one of its
// own.
func (e Environment) RunLock() string {
	if e.Preview != "" {
		return e.prefix() + "/previews/" + e.Preview
	}
	return e.prefix() + "/run"
}
