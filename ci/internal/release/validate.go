package release

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// InvalidError says everything that is wrong with a release or an entry.
type InvalidError struct {
	// Problems is never empty. Each names the field and what it must be.
	Problems []string
}

// Error lists the problems.
func (e *InvalidError) Error() string {
	return "the release is not valid: " + strings.Join(e.Problems, "; ") + ": build and push it again"
}

var (
	digestForm = regexp.MustCompile(`^sha256:[0-9a-f]{64}$`)
	// Both become parts of an object's key, so neither may hold a slash.
	environmentForm = regexp.MustCompile(`^[a-z][a-z0-9-]{0,31}$`)
	revisionForm    = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z._-]{6,127}$`)
	serviceForm     = regexp.MustCompile(`^[a-z][a-z0-9-]{0,31}$`)
	repositoryForm  = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z._-]*(:[0-9]+)?(/[0-9a-z._-]+)+$`)
)

// Validate returns nil or a *InvalidError with every problem of the release.
func (r Release) Validate() error {
	var c checks
	c.check(r.Format == Format, "format is %d, and this version of slipway reads format %d", r.Format, Format)
	c.check(environmentForm.MatchString(r.Environment), "environment is %q, not up to 32 lower-case letters, digits and hyphens", r.Environment)
	c.check(revisionForm.MatchString(r.Revision), "revision is %q, not a commit or content id of 7 to 128 letters, digits, dots, hyphens and underscores", r.Revision)
	c.check(!r.CreatedAt.IsZero(), "createdAt is missing")
	c.check(len(r.Images) > 0, "images is empty")
	for _, service := range slices.Sorted(maps.Keys(r.Images)) {
		image := r.Images[service]
		c.check(serviceForm.MatchString(service), "image %q is not named after a service", service)
		c.check(digestForm.MatchString(image.Digest), "image %s has digest %q, not sha256: and 64 hexadecimal digits", service, image.Digest)
		c.check(repositoryForm.MatchString(image.Repository), "image %s has repository %q, not HOST/NAME without tag or digest", service, image.Repository)
		c.check(image.Size >= 0, "image %s has size %d", service, image.Size)
	}
	return c.err()
}

// checks collects problems.
type checks []string

func (c *checks) check(ok bool, format string, args ...any) {
	if !ok {
		*c = append(*c, fmt.Sprintf(format, args...))
	}
}

func (c checks) err() error {
	if len(c) == 0 {
		return nil
	}
	return &InvalidError{Problems: c}
}
