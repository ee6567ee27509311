package scan

import (
	"context"
	"fmt"

	"dagger/slipway/internal/artefact"
	"dagger/slipway/internal/gate"
	"dagger/slipway/internal/gate/readers"
	"dagger/slipway/internal/toolbox"
)

// An image is taken apart once: what is in it, its secrets and its licences come of that, and its bills of materials.
// Vulnerabilities are looked for in another exec, which alone is done anew with another database.

const imageFolder = "/image"

// image finds secrets and licences.
func (r *run) image(ctx context.Context, image *artefact.Image) ([]gate.Finding, error) {
	contents, modules, err := inspect(ctx, r.Box, image)
	if err != nil {
		return nil, err
	}
	findings, err := readers.Trivy(image.Service, contents)
	if err != nil {
		return nil, fmt.Errorf("service %s: %w", image.Service, err)
	}
	licences, err := readers.Licences(image.Service, contents, modules)
	if err != nil {
		return nil, fmt.Errorf("service %s: %w", image.Service, err)
	}
	return placed(image, append(findings, licences...)), nil
}

// placed says of findings where the service of the image lies.
func placed(image *artefact.Image, findings []gate.Finding) []gate.Finding {
	for i := range findings {
		findings[i].Folder = image.Path
	}
	return findings
}

// inspect gives trivy's reports on what is in an image, and on the Go modules that its programs were linked from.
func inspect(ctx context.Context, box toolbox.Box, image *artefact.Image) (contents, modules []byte, err error) {
	contents, err = report(ctx, trivy(box).WithMountedDirectory(imageFolder, image.Layout), "service "+image.Service+": its image could not be scanned",
		"image", "--input", imageFolder, "--scanners", "secret,license", "--image-config-scanners", "secret", "--list-all-pkgs", "--offline-scan")
	if err != nil {
		return nil, nil, err
	}
	modules, err = moduleLicences(ctx, box, image, contents)
	return contents, modules, err
}

// moduleScript fetches the modules into the cache, where their licences are, and scans no others. What go.sum knows is
// held against it; what it does not know, against Go's checksum database.
const moduleScript = `{ echo "module licences"; echo; echo "go 1.26"; echo; for m; do echo "require ${m%@*} ${m##*@}"; done; } >go.mod
go mod download "$@"
rm -f go.sum
exec trivy filesystem --scanners license --list-all-pkgs --offline-scan --format json --output ` + reportFile + ` .`

// moduleLicences is trivy's report on the Go modules in an image. Without modules it is an empty one.
func moduleLicences(ctx context.Context, box toolbox.Box, image *artefact.Image, contents []byte) ([]byte, error) {
	modules, err := readers.Modules(contents)
	if err != nil {
		return nil, fmt.Errorf("service %s: %w", image.Service, err)
	}
	if len(modules) == 0 {
		return []byte("{}"), nil
	}
	ctr := trivy(box).WithEnvVariable("GOFLAGS", "-mod=mod")
	sum, err := image.GoSum(ctx)
	if err != nil {
		return nil, err
	}
	if sum != nil {
		ctr = ctr.WithFile("go.sum", sum)
	}
	what := "service " + image.Service + ": the licences of its Go modules could not be read"
	run, err := toolbox.Fetch(ctx, ctr, what, append([]string{"sh", "-euc", moduleScript, "sh"}, modules...)...)
	if err != nil {
		return nil, err
	}
	return toolbox.Read(ctx, run.File(reportFile), what)
}

// vulnerabilities finds packages in an image that the database knows as vulnerable.
func (r *run) vulnerabilities(ctx context.Context, image *artefact.Image) ([]gate.Finding, error) {
	db, err := r.database()
	if err != nil || db == nil {
		return nil, nil //nolint:nilerr // the scanner of dependencies says it
	}
	text, err := report(ctx, db.mount(trivy(r.Box)).WithMountedDirectory(imageFolder, image.Layout),
		"service "+image.Service+": its image could not be scanned for vulnerabilities",
		append([]string{"image", "--input", imageFolder, "--scanners", "vuln"}, db.args()...)...)
	if err != nil {
		return nil, err
	}
	findings, err := readers.Trivy(image.Service, text)
	return placed(image, findings), err
}
