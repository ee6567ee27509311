// Package rollback decides whether a release that failed is taken back, and with which images.
package rollback

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"dagger/slipway/internal/advice"
	"dagger/slipway/internal/ledger"
	"dagger/slipway/internal/rollout"
	"dagger/slipway/internal/smoke"
)

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
	return advice.Waited(err.Error())
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

// Source is what an earlier release was deployed from, for whoever wants back more of it than images.
func Source(of ledger.Release) string {
	seen := fmt.Sprintf("release %d", of.Number)
	if of.Run != "" {
		seen += ", " + of.Run
	}
	if of.Commit == "" {
		return "the source, which has no commit that is known (" + seen + ")"
	}
	return "commit " + of.Commit + " (" + seen + ")"
}

// Text says, before a rollback, which image each service gets, and what does not come back: before are the services that have something to run
// before a release.
func Text(images Images, of ledger.Release, before []string) string {
	return images.Text() + OnlyImages + " To have its settings too, check out " + Source(of) + ", and run deploy." + NotRun(before)
}

// SameImages is why a release that failed can't be taken back to one with the same images, and what can be done instead.
func SameImages(failed ledger.Kind, before ledger.Release) string {
	if failed == ledger.Instances {
		return fmt.Sprintf("release %d has the same images, and instances that were replaced do not come back. `instances` shows those that there are: "+
			"mend what the error names, and run refresh-instances again", before.Number)
	}
	return fmt.Sprintf("release %d has the same images, so the settings or the HCL are what differs, and they stay as they were applied. Where tasks failed, ECS itself "+
		"went back to the task definition before. Mend them and run deploy again, or check out %s, and run deploy", before.Number, Source(before))
}

// NotRun says, for whoever reads it before, that a rollback runs nothing of what these services have to run before a release.
func NotRun(before []string) string {
	if len(before) == 0 {
		return ""
	}
	return "\nWhat runs before a release (before of " + strings.Join(before, ", ") + ") is not run at a rollback."
}
