package secrets

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"dagger/slipway/internal/awserror"
)

// Place is where the secrets are, as a person's commands name it. prerequisite.Place is one.
type Place interface {
	Command(verb string) string
	CLI() string
}

// Read is a secret or a parameter that services read.
type Read struct {
	Secret
	// Parameter says that it is one of Systems Manager.
	Parameter bool
	// Version is the version or the stage that a task reads, where its ARN names one.
	Version string
	// Unseen says that nothing is known of it but its ARN.
	Unseen   bool
	Services []string
}

// Reader asks for what services read.
type Reader struct {
	Secrets    API
	Parameters Parameters
	Place      Place
	// Account is the one that the credentials open.
	Account string
	// Name makes of a name in the settings the one in AWS.
	Name func(string) string
}

// Check refuses while what a service reads is not there or has no value: ECS starts no task without it. reads has the secrets by name or ARN,
// each with its services. What can't be looked at is unseen, and no word is said for it. The errors of all are joined.
func (r Reader) Check(ctx context.Context, reads map[string][]string) (found []Read, unseen, wrong error) {
	for _, given := range slices.Sorted(maps.Keys(reads)) {
		read, err := r.look(ctx, given)
		read.Services = reads[given]
		switch {
		case err != nil && !strings.HasPrefix(given, "arn:"):
			wrong = errors.Join(wrong, err)
			continue
		case awserror.Denied(err): // the pipeline need not see what its services may read
			unseen = errors.Join(unseen, fmt.Errorf("whether %s, read by %s, has a value: the credentials may not look at it", read.ID, strings.Join(read.Services, ", ")))
			read.Unseen = true
		case errors.Is(err, errElsewhere):
			unseen = errors.Join(unseen, fmt.Errorf("whether %s, read by %s, has a value: %w", read.ID, strings.Join(read.Services, ", "), err))
			read.Unseen = true
		case err != nil:
			wrong = errors.Join(wrong, err)
			continue
		case !read.There || read.Ending || !read.Valued:
			wrong = errors.Join(wrong, &MissingError{read, r.Place})
			continue
		}
		found = append(found, read)
	}
	return found, unseen, wrong
}

func (r Reader) look(ctx context.Context, given string) (Read, error) {
	if strings.HasPrefix(given, "arn:") && !strings.Contains(given, ":secretsmanager:") {
		return lookAtParameter(ctx, r.Parameters, r.Account, given)
	}
	if !strings.HasPrefix(given, "arn:") {
		s, err := Look(ctx, r.Secrets, r.Name(given))
		return Read{Secret: s}, err
	}
	of := parse(given)
	s, err := Look(ctx, r.Secrets, of.id)
	if err != nil {
		return Read{Secret: Secret{ID: of.id, ARN: of.id}}, err
	}
	s.Valued, err = s.has(of)
	return Read{Secret: s, Version: cmp.Or(of.version, of.stage)}, err
}

// current is the stage of the version that a task reads where nothing else is said.
const current = "AWSCURRENT"

// reference is a secret as a task definition names it: "ARN", or "ARN:key:stage:version".
type reference struct{ id, stage, version string }

func parse(given string) reference {
	fields := append(strings.Split(given, ":"), "", "", "", "", "", "", "")
	return reference{strings.TrimRight(strings.Join(fields[:7], ":"), ":"), fields[8], fields[9]}
}

// errElsewhere says that something is where nobody here can look.
var errElsewhere = errors.New("nobody here can look at it")

// has reports whether a secret has the version that a reference means.
func (s Secret) has(of reference) (bool, error) {
	if of.version == "" {
		stage := of.stage
		if stage == "" {
			stage = current
		}
		for _, stages := range s.versions {
			if slices.Contains(stages, stage) {
				return true, nil
			}
		}
		return false, nil
	}
	stages, listed := s.versions[of.version]
	if !listed && s.There { // one without a stage is in no list
		return true, fmt.Errorf("%w: version %s has no stage", errElsewhere, of.version)
	}
	return listed && (of.stage == "" || slices.Contains(stages, of.stage)), nil
}
