package discover

import (
	"errors"
	"fmt"
	"regexp"
)

// ErrNoServices is returned when nothing under services/ could be a service.
var ErrNoServices = errors.New("no service found: add a directory services/<name> with a Go main package or a Dockerfile, " +
	"or name one in .slipway.yaml: services: {NAME: {path: FOLDER}}")

// NoBuildError says that a directory cannot become an image.
type NoBuildError struct {
	// Path is the directory, relative to the repository.
	Path string
}

// Error says what is missing and what to add.
func (e *NoBuildError) Error() string {
	return e.Path + " has neither a Go main package nor a Dockerfile: add main.go or Dockerfile, or move shared code to services/internal"
}

// NameError says that a directory's name cannot name what a service becomes in AWS.
type NameError struct {
	// Path is the directory, relative to the repository.
	Path string
	// Reason is what is wrong with the name, as a clause: "it is longer than 24 characters".
	Reason string
}

// Error says what is wrong with the name and which names are right.
func (e *NameError) Error() string {
	return fmt.Sprintf("%s cannot name an ECS service, an ECR repository and a target group: %s: rename the directory to 2 to %d "+
		"lower-case letters, digits and single hyphens that begin with a letter", e.Path, e.Reason, maxName)
}

// SourceError says that a Go file could not be read or is not Go.
type SourceError struct {
	// Path is the file, relative to the repository.
	Path string
	// Err is the cause.
	Err error
}

// Error names the file and the cause.
func (e *SourceError) Error() string {
	return fmt.Sprintf("%s: %v: mend the file or remove it", e.Path, e.Err)
}

// Unwrap returns the cause.
func (e *SourceError) Unwrap() error { return e.Err }

const (
	// minName is ECR's limit for a repository name.
	minName = 2
	// maxName is what the stacks take: with the project and the environment before it, a role's name has 64 characters.
	maxName = 24
)

// validName is what ECR (no double or trailing hyphen, a letter first), ECS and target groups (no underscore) all accept.
var validName = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)

func checkName(dir, name string) error {
	switch {
	case len(name) < minName:
		return &NameError{Path: dir, Reason: fmt.Sprintf("it is shorter than %d characters", minName)}
	case len(name) > maxName:
		return &NameError{Path: dir, Reason: fmt.Sprintf("it is longer than %d characters", maxName)}
	case !validName.MatchString(name):
		return &NameError{Path: dir, Reason: fmt.Sprintf("%q has characters or hyphens that one of them refuses", name)}
	}
	return nil
}
