// Package rollback decides whether a release that failed is taken back, and with which images.
package rollback

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"dagger/slipway/internal/rollout"
	"dagger/slipway/internal/smoke"
)

// waited is what Terraform's provider says of a service whose rollout it gave up on.
var waited = regexp.MustCompile(`waiting for ECS Service \(`)

// Due tells whether a release failed because its images do not serve: the rollout did not complete, or the service answers
// otherwise than it should. Earlier images may mend that. They mend no quota and no certificate, and where somebody else deployed, or
// the run was ended, what serves is not this run's to change.
func Due(err error) bool {
	var (
		rolledBack *rollout.RolledBackError
		failed     *rollout.FailedError
		timeout    *rollout.TimeoutError
		unsteady   *rollout.UnsteadyError
		unhealthy  *smoke.UnhealthyError
		answers    *smoke.AnswersError
	)
	switch {
	case err == nil, errors.Is(err, context.Canceled):
		return false
	case errors.As(err, &rolledBack):
		return rolledBack.Reason != ""
	case errors.As(err, &failed), errors.As(err, &timeout), errors.As(err, &unsteady), errors.As(err, &unhealthy), errors.As(err, &answers):
		return true
	}
	return waited.MatchString(err.Error())
}

// Images are what a rollback deploys.
type Images struct {
	// References are the images by digest, by service.
	References map[string]string
	// Changed are the services that get another image than they have.
	Changed []string
	// Kept are the services that the earlier release did not have: they keep their image.
	Kept []string
}

// Back puts the digests of an earlier release into references of now. Services that are gone since stay gone: the settings say which
// there are.
func Back(now, digests map[string]string) Images {
	images := Images{References: map[string]string{}}
	for _, service := range slices.Sorted(maps.Keys(now)) {
		repository, digest, _ := strings.Cut(now[service], "@")
		earlier, there := digests[service]
		switch {
		case !there:
			images.Kept = append(images.Kept, service)
			earlier = digest
		case earlier != digest:
			images.Changed = append(images.Changed, service)
		}
		images.References[service] = repository + "@" + earlier
	}
	return images
}

// Text says in lines which image each service gets.
func (i Images) Text() string {
	var text strings.Builder
	for _, service := range slices.Sorted(maps.Keys(i.References)) {
		_, digest, _ := strings.Cut(i.References[service], "@")
		state := "as it is"
		switch {
		case slices.Contains(i.Changed, service):
			state = "goes back"
		case slices.Contains(i.Kept, service):
			state = "as it is, because the earlier release did not have this service"
		}
		fmt.Fprintf(&text, "  %s: %s, %s\n", service, digest, state)
	}
	return text.String()
}

// OnlyImages is what a rollback can't bring back, for whoever reads it before.
const OnlyImages = "Only images go back: settings and HCL stay those of this source, and data stays as it is (a migration, a table that was dropped)."

// NotRun says, for whoever reads it before, that a rollback runs nothing of what these services have to run before a release.
func NotRun(before []string) string {
	if len(before) == 0 {
		return ""
	}
	return "\nWhat runs before a release (before of " + strings.Join(before, ", ") + ") is not run at a rollback."
}

// DoneError is a release that failed, and an earlier one whose images serve again.
type DoneError struct {
	// Failed is the number of the release that failed, Of that of the one whose images serve, Number that of the rollback.
	Failed, Of, Number int
	Err                error
}

func (e *DoneError) Error() string {
	return fmt.Sprintf("%v\nRelease %d was rolled back: release %d has the images of release %d, and serves. Mend the service and run deploy again.",
		e.Err, e.Failed, e.Number, e.Of)
}

func (e *DoneError) Unwrap() error { return e.Err }

// NotDoneError is a release that failed and was not rolled back, or whose rollback failed too.
type NotDoneError struct {
	// Why it was not.
	Why string
	Err error
	// Rollback is the error of the rollback, nil where none was tried.
	Rollback error
}

func (e *NotDoneError) Error() string {
	if e.Rollback != nil {
		return fmt.Sprintf("%v\nThe rollback to %s failed too: %v\nSee what serves below, and type `rollback --to NUMBER` with a number of `releases`, or mend the service and run deploy again.",
			e.Err, e.Why, e.Rollback)
	}
	return fmt.Sprintf("%v\nNothing was rolled back: %s", e.Err, e.Why)
}

func (e *NotDoneError) Unwrap() []error {
	if e.Rollback == nil {
		return []error{e.Err}
	}
	return []error{e.Err, e.Rollback}
}
