package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecr"

	"dagger/tests/internal/dagger"
)

// released is an entry of the ledger, as `releases --format json` gives it.
type released struct {
	Number, Of, Replaces           int
	Kind, By, Run                  string
	Commit, Revision, Plan, Counts string
	Live                           bool
	Changed                        []string
	Digests                        map[string]string
	End                            struct {
		At              time.Time
		Result, Reason  string
		Deployments     map[string]string
		Seconds, Waited float64
	}
}

// listed are the newest releases, the newest first, as what is read of them.
func listed[R any](ctx context.Context, slipway *dagger.Slipway, most int) ([]R, error) {
	text, err := slipway.Releases(ctx, dagger.SlipwayReleasesOpts{Max: most, Format: "json"})
	if err != nil {
		return nil, ending(err)
	}
	var releases []R
	if err := json.Unmarshal([]byte(text), &releases); err != nil {
		return nil, fmt.Errorf("releases --format json: %w:\n%s", err, text)
	}
	return releases, nil
}

// list asks with credentials that may only read, and wants each entry to have what its run had.
func (l *ledgers) list(ctx context.Context, aws *emulated) error {
	if err := aws.readOnly(ctx, true); err != nil {
		return err
	}
	slipway := l.at(ctx, l.Source, aws)
	out, err := slipway.Releases(ctx)
	newest, one := listed[released](ctx, slipway, 1)
	all, many := listed[released](ctx, slipway, 10)
	if err := errors.Join(err, one, many, aws.readOnly(ctx, false)); err != nil {
		return err
	}
	if err := wants(out, "STATUS", "DESCRIPTION", "succeeded, live", "rollback to release 1", "failed", "catalog", "deploy: verify: service catalog"); err != nil {
		return err
	}
	if len(newest) != 1 || newest[0].Number != 3 {
		return fmt.Errorf("releases --max 1 gives %+v", newest)
	}
	want := []string{
		`3 rollback of 1, by "", replaces 1, changed [], live true, succeeded`,
		`2 deploy of 0, by "", replaces 1, changed [catalog], live false, failed`,
		`1 deploy of 0, by "` + ciRun + `", replaces 0, changed [catalog orders], live false, succeeded`,
	}
	var got []string
	for _, r := range all {
		got = append(got, fmt.Sprintf("%d %s of %d, by %q, replaces %d, changed %v, live %t, %s", r.Number, r.Kind, r.Of, r.Run, r.Replaces, r.Changed, r.Live, r.End.Result))
		if err := r.whole(); err != nil {
			return err
		}
	}
	if !slices.Equal(got, want) {
		return fmt.Errorf("the ledger has %q, and these are wanted: %q", got, want)
	}
	// The rollback came by itself, and what the release took before it is none of its time.
	const slack = 5
	if between := all[0].End.At.Sub(all[1].End.At).Seconds(); all[0].End.Seconds > between+slack {
		return fmt.Errorf("the rollback says that it took %.0f s, and ended %.0f s after the release that it takes back", all[0].End.Seconds, between)
	}
	return nil
}

var hash = regexp.MustCompile("^[0-9a-f]{64}$")

// whole fails where an entry lacks something that its run had.
func (r released) whole() error {
	var missing []string
	for what, there := range map[string]bool{
		"who": regexp.MustCompile("^arn:aws:.*:123456789012:").MatchString(r.By), "revision": hash.MatchString(r.Revision), "plan": hash.MatchString(r.Plan),
		"counts": r.Counts != "", "digests": len(r.Digests) == 2, "deployments": len(r.End.Deployments) == 2,
		"seconds and those waited": r.End.Seconds > r.End.Waited && r.End.Waited > 0, "reason": (r.End.Reason != "") == (r.End.Result == "failed"),
	} {
		if !there {
			missing = append(missing, what)
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("release %d lacks %v: %+v", r.Number, missing, r)
	}
	return nil
}

// kept fails unless the catalog's images of these releases, and of no other, have the tag by which ECR's rules keep them.
func (l *ledgers) kept(ctx context.Context, e *emulated, numbers ...int) error {
	releases, err := listed[released](ctx, l.at(ctx, l.Source, e), 10)
	if err != nil {
		return err
	}
	images, err := ecr.NewFromConfig(e.config()).DescribeImages(ctx, &ecr.DescribeImagesInput{RepositoryName: aws.String("slipway-local/catalog")})
	if err != nil {
		return err
	}
	tags := map[string][]string{}
	for _, image := range images.ImageDetails {
		tags[aws.ToString(image.ImageDigest)] = image.ImageTags
	}
	for _, r := range releases {
		has := slices.Contains(tags[r.Digests["catalog"]], fmt.Sprintf("release-%d", r.Number))
		if wanted := slices.Contains(numbers, r.Number); has != wanted {
			return fmt.Errorf("the catalog's image of release %d is kept: %t, and that is to be %t: it has the tags %v", r.Number, has, wanted, tags[r.Digests["catalog"]])
		}
	}
	return nil
}
