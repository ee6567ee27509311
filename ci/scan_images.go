package main

import (
	"context"
	"fmt"
	"strings"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/gate"
	"dagger/slipway/internal/gate/readers"
)

// An image is taken apart once: what is in it, its secrets and its licences come of that, and its bills of materials.
// Vulnerabilities are looked for in another exec, which alone is done anew with another database.

const imageFolder = "/image"

// scanImage finds secrets and licences.
func (s *Slipway) scanImage(ctx context.Context, image *Image) ([]gate.Finding, error) {
	report, err := s.contents(ctx, image)
	if err != nil {
		return nil, err
	}
	findings, err := readers.Trivy(image.Service, report)
	if err != nil {
		return nil, fmt.Errorf("service %s: %w", image.Service, err)
	}
	modules, err := s.moduleLicences(ctx, image, report)
	if err != nil {
		return nil, err
	}
	licences, err := readers.Licences(image.Service, report, modules)
	if err != nil {
		return nil, fmt.Errorf("service %s: %w", image.Service, err)
	}
	return append(findings, licences...), nil
}

// contents is trivy's report on what is in an image.
func (s *Slipway) contents(ctx context.Context, image *Image) ([]byte, error) {
	return trivyReport(ctx, s.trivy().WithMountedDirectory(imageFolder, image.layout), "service "+image.Service+": its image could not be scanned",
		"image", "--input", imageFolder, "--scanners", "secret,license", "--image-config-scanners", "secret", "--list-all-pkgs", "--offline-scan")
}

// moduleScript fetches the modules into the cache, where their licences are, and scans no others. What go.sum knows is
// held against it; what it does not know, against Go's checksum database.
const moduleScript = `{ echo "module licences"; echo; echo "go 1.26"; echo; for m; do echo "require ${m%@*} ${m##*@}"; done; } >go.mod
go mod download "$@"
rm -f go.sum
exec trivy filesystem --scanners license --list-all-pkgs --offline-scan --format json --output /report.json .`

// moduleLicences is trivy's report on the Go modules in an image. Without modules it is an empty one.
func (s *Slipway) moduleLicences(ctx context.Context, image *Image, report []byte) ([]byte, error) {
	modules, err := readers.Modules(report)
	if err != nil {
		return nil, fmt.Errorf("service %s: %w", image.Service, err)
	}
	if len(modules) == 0 {
		return []byte("{}"), nil
	}
	ctr := s.trivy().WithEnvVariable("GOFLAGS", "-mod=mod")
	if there, err := image.from.inputs.Exists(ctx, "go.sum"); err != nil {
		return nil, fmt.Errorf("service %s: look for its go.sum: %w", image.Service, err)
	} else if there {
		ctr = ctr.WithFile("go.sum", image.from.inputs.File("go.sum"))
	}
	// A failure here may be the network's: it must not be answered by the cache.
	text, err := ctr.WithExec(append([]string{"sh", "-euc", moduleScript, "sh"}, modules...)).File("/report.json").Contents(ctx)
	if err != nil {
		return nil, explain(err, "service "+image.Service+": the licences of its Go modules could not be read")
	}
	return []byte(text), nil
}

// scanVulnerabilities finds packages in an image that the database knows as vulnerable.
func (s *Slipway) scanVulnerabilities(ctx context.Context, image *Image, db *database) ([]gate.Finding, error) {
	report, err := trivyReport(ctx, db.with(s.trivy()).WithMountedDirectory(imageFolder, image.layout),
		"service "+image.Service+": its image could not be scanned for vulnerabilities",
		append([]string{"image", "--input", imageFolder, "--scanners", "vuln"}, db.args()...)...)
	if err != nil {
		return nil, err
	}
	return readers.Trivy(image.Service, report)
}

// sourceFiles has the files of the repository that match, for a scanner.
func (s *Slipway) sourceFiles(include ...string) *dagger.Directory {
	return s.Source.Filter(dagger.DirectoryFilterOpts{Include: include})
}

// lockFiles are those by which trivy knows what a source depends on.
var lockFiles = strings.Fields(`**/go.mod **/go.sum **/requirements*.txt **/poetry.lock **/uv.lock **/Pipfile.lock **/pylock.toml
	**/package-lock.json **/yarn.lock **/pnpm-lock.yaml **/bun.lock **/Gemfile.lock **/Cargo.lock **/composer.lock **/pom.xml
	**/gradle.lockfile **/packages.lock.json`)

// scanDependencies finds vulnerable packages that the source asks for.
func (s *Slipway) scanDependencies(ctx context.Context, db *database) ([]gate.Finding, error) {
	report, err := trivyReport(ctx, db.with(s.trivy()).WithMountedDirectory("/src", s.sourceFiles(lockFiles...)),
		"the source's dependencies could not be scanned", append([]string{"filesystem", "--scanners", "vuln"}, append(db.args(), "/src")...)...)
	if err != nil {
		return nil, err
	}
	return readers.Trivy("", report)
}
