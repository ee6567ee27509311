// Package ledger keeps what was released into an environment: for each run that changes the platform an object when it begins and
// another when it ends, in the bucket of the state. Both are written once and never changed.
package ledger

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"dagger/slipway/internal/caller"
)

// Kind is what a run set out to do.
type Kind string

// The kinds of runs that have an entry.
const (
	Deploy   Kind = "deploy"
	Apply    Kind = "apply"
	Rollback Kind = "rollback"
	Destroy  Kind = "destroy"
	// Instances replaces the cluster's instances under the images of the release that serves.
	Instances Kind = "refresh-instances"
)

// Result is how a run ended.
type Result string

// The results of a run. One that never ended has none.
const (
	Succeeded Result = "succeeded"
	Failed    Result = "failed"
)

// CallEnded is the reason of a run whose call was ended, as by Ctrl-C.
const CallEnded = "the call was ended"

// Begin is the first half of an entry.
type Begin struct {
	Number int `json:"number"`
	// ID is of this run alone. A run that wrote an entry, and whose answer got lost, knows it again by this.
	ID   string    `json:"id"`
	Kind Kind      `json:"kind"`
	At   time.Time `json:"at"`
	// By is who STS says that it is: an ARN.
	By string `json:"by"`
	// Run is where the run can be seen, a URL for example. It may be empty.
	Run string `json:"run,omitempty"`
	// Revision names what the services are built from, Commit the commit of git that was checked out. Either may be empty.
	Revision string `json:"revision,omitempty"`
	Commit   string `json:"commit,omitempty"`
	// Digests are those of the images, by service.
	Digests map[string]string `json:"digests,omitempty"`
	// Replaces is the release that served before, 0 where none did.
	Replaces int `json:"replaces,omitempty"`
	// Of is the release whose images a rollback brings back, or leaves where they are.
	Of int `json:"of,omitempty"`
	// Changed are the services whose image is another one than that of the replaced release.
	Changed []string `json:"changed,omitempty"`
	// Plan is the hash of the plan file, Counts what it is to do, in Terraform's words.
	Plan   string `json:"plan,omitempty"`
	Counts string `json:"counts,omitempty"`
}

// End is the second half of an entry.
type End struct {
	At     time.Time `json:"at"`
	Result Result    `json:"result"`
	// Reason says why it failed, in one line.
	Reason string `json:"reason,omitempty"`
	// Deployments are ECS's service deployments: ARNs, by service.
	Deployments map[string]string `json:"deployments,omitempty"`
	// Seconds is how long the run took until then, from its own beginning, or from the end of the release that it takes back by itself, and
	// Waited how much of that was waiting on AWS.
	Seconds float64 `json:"seconds"`
	Waited  float64 `json:"waited"`
}

// Release is an entry.
type Release struct {
	Begin
	// End is nil while the run goes on, and for ever where it was killed.
	End *End `json:"end,omitempty"`
}

// Succeeded tells whether the release served, as far as its run could see.
func (r Release) Succeeded() bool {
	return r.End != nil && r.End.Result == Succeeded && r.Kind != Destroy
}

// Interrupted tells whether the run came to no end of its own, or is under way still.
func (r Release) Interrupted() bool {
	return r.End == nil || r.End.Result == Failed && r.End.Reason == CallEnded
}

// Named says which release it is, and what its run was doing: for whom, since when, and where that can be seen.
func Named(r Release) string {
	text := fmt.Sprintf("release %d (%s by %s, since %s", r.Number, r.Kind, caller.Short(r.By), r.At.UTC().Format("2006-01-02 15:04:05 UTC"))
	if r.Run != "" {
		text += ", " + r.Run
	}
	return text + ")"
}

// SetDigests says which images the release has, and which of them are others than those of the release that it replaces.
func (b *Begin) SetDigests(digests map[string]string, replaced *Release) {
	b.Digests = digests
	var before map[string]string
	if replaced != nil {
		b.Replaces, before = replaced.Number, replaced.Digests
	}
	b.Changed = nil
	for service, digest := range digests {
		if before[service] != digest {
			b.Changed = append(b.Changed, service)
		}
	}
	for service := range before {
		if _, there := digests[service]; !there {
			b.Changed = append(b.Changed, service)
		}
	}
	slices.Sort(b.Changed)
}

// Same tells whether two sets of images are the same.
func Same(a, b map[string]string) bool { return maps.Equal(a, b) }

// Line is a reason in one line of at most 300 characters, as an entry has it: the first line of an error.
func Line(reason string) string {
	const most = 300
	line, _, _ := strings.Cut(strings.TrimSpace(reason), "\n")
	line = strings.TrimSuffix(strings.TrimSpace(line), ":")
	if letters := []rune(line); len(letters) > most {
		line = string(letters[:most]) + "…"
	}
	return line
}

// tagged is what the tags of images begin with that served in a release. ECR's rules keep an image by it: modules/ecr.
const tagged = "release-"

// Tag is the tag of an image of a release that served.
func Tag(number int) string { return tagged + strconv.Itoa(number) }

// IsTag tells whether a tag is one of those.
func IsTag(tag string) bool { return strings.HasPrefix(tag, tagged) }

// Of names the release that an image is of: the newest that succeeded with it, or else the newest that tried. The newest come first.
func Of(releases []Release, service, digest string) string {
	tried := ""
	for _, r := range releases {
		switch {
		case r.Digests[service] != digest:
		case r.Succeeded():
			return fmt.Sprintf("release %d", r.Number)
		case tried == "":
			tried = fmt.Sprintf("release %d, which did not succeed", r.Number)
		}
	}
	return cmp.Or(tried, "of no release that is known")
}
