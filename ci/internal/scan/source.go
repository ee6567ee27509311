package scan

import (
	"context"
	"path"
	"regexp"
	"strings"

	"dagger/slipway/internal/dagger"
	"dagger/slipway/internal/gate"
	"dagger/slipway/internal/gate/readers"
	"dagger/slipway/internal/toolbox"
)

// module is Slipway itself, which is part of the source where it was copied into a repository.
func module() *dagger.Directory {
	return toolbox.Asset(".").Filter(dagger.DirectoryFilterOpts{Exclude: []string{"**/*.gen.go", "**/go.sum"}})
}

// secrets finds secrets in a part of the source, which lies at a path.
func (r *run) secrets(at string, part *dagger.Directory) scanner {
	return func(ctx context.Context) ([]gate.Finding, error) {
		text, err := report(ctx, trivy(r.Box).WithMountedDirectory(at, part), "the source could not be scanned for secrets",
			"filesystem", "--scanners", "secret", "/src")
		if err != nil {
			return nil, err
		}
		return readers.Trivy("", text)
	}
}

// hcl is terraform/ without what is no infrastructure.
func (r *run) hcl() *dagger.Directory {
	return r.Source.Directory("terraform").Filter(dagger.DirectoryFilterOpts{
		Exclude: []string{"**/*.md", "**/tests", "policy", "environments", "**/.*"},
	})
}

// configuration asks trivy's built-in rules about terraform/ and Dockerfiles.
func (r *run) configuration(ctx context.Context) ([]gate.Finding, error) {
	services, err := r.Services(ctx)
	if err != nil {
		return nil, err
	}
	dockerfiles, args := []string{"services/**/Dockerfile*"}, []string{"config", "--skip-check-update"}
	for _, s := range services {
		if s.Dockerfile != "" {
			dockerfiles = append(dockerfiles, s.Dockerfile)
			args = append(args, "--file-patterns", "dockerfile:"+regexp.QuoteMeta(s.Dockerfile)+"$") // it may have any name
		}
	}
	files := r.Files(dockerfiles...).WithDirectory("terraform", r.hcl())
	text, err := report(ctx, trivy(r.Box).WithMountedDirectory("/src", files), "terraform/ and Dockerfiles could not be scanned",
		append(args, "/src")...)
	if err != nil {
		return nil, err
	}
	return readers.Trivy("", text)
}

// terraform asks checkov about terraform/. With --quiet it would not say which file it could not read.
func (r *run) terraform(ctx context.Context) ([]gate.Finding, error) {
	ctr := checkov(r.Box).WithMountedDirectory("/src/terraform", r.hcl()).WithWorkdir("/src")
	run := toolbox.IntoFile(ctr, reportFile, "python3", path.Join(checkovFolder, "bin/checkov"),
		"--directory", ".", "--framework", "terraform", "--skip-download", "--compact", "--soft-fail", "--output", "json")
	text, err := toolbox.Read(ctx, run.File(reportFile), "checkov could not scan terraform/")
	if err != nil {
		return nil, err
	}
	return readers.Checkov(text)
}

// lockFiles are those by which trivy knows what a source depends on.
var lockFiles = strings.Fields(`**/go.mod **/go.sum **/requirements*.txt **/poetry.lock **/uv.lock **/Pipfile.lock **/pylock.toml
	**/package-lock.json **/yarn.lock **/pnpm-lock.yaml **/bun.lock **/Gemfile.lock **/Cargo.lock **/composer.lock **/pom.xml
	**/gradle.lockfile **/packages.lock.json`)

// dependencies finds vulnerable packages that the source asks for.
func (r *run) dependencies(ctx context.Context) ([]gate.Finding, error) {
	db, err := r.database()
	if err != nil || db == nil {
		return nil, err
	}
	text, err := report(ctx, db.mount(trivy(r.Box)).WithMountedDirectory("/src", r.Files(lockFiles...)),
		"the source's dependencies could not be scanned", append([]string{"filesystem", "--scanners", "vuln"}, append(db.args(), "/src")...)...)
	if err != nil {
		return nil, err
	}
	return readers.Trivy("", text)
}
