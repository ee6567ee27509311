package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"regexp"
	"strings"

	"golang.org/x/mod/sumdb/dirhash"

	"dagger/tests/internal/dagger"
)

// zip packs the files of a folder, and no folder by itself, which Go would refuse.
const zip = `import pathlib, sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w") as to:
    for path in pathlib.Path(".").rglob("*"):
        if path.is_file():
            to.write(path)
`

// proxied takes Go modules and Python packages from where the caller says: a module that one proxy alone has, and an index that is not
// there.
func (t *Tests) proxied(ctx context.Context) error {
	const module, version, goMod = "acme.example/greet", "v1.0.0", "module acme.example/greet\n\ngo 1.25\n"
	files := map[string]string{"go.mod": goMod, "greet.go": "package greet\n\nconst Word = \"hello from the proxy\"\n"}
	sums, err := sums(module, version, files)
	if err != nil {
		return err
	}
	folder := "/proxy/" + module + "/@v/"
	service, err := t.image("python:3.11-slim-bookworm").
		WithNewFile(folder+version+".info", `{"Version": "`+version+`"}`).
		WithNewFile(folder+version+".mod", goMod).
		WithDirectory("/module/"+module+"@"+version, layout(files)).
		WithWorkdir("/module").
		WithExec([]string{"python3", "-c", zip, folder + version + ".zip"}).
		WithWorkdir("/proxy").
		WithExposedPort(8000).
		AsService(dagger.ContainerAsServiceOpts{Args: []string{"python3", "-m", "http.server", "8000"}}).
		Start(ctx)
	if err != nil {
		return err
	}
	defer func() { _, _ = service.Stop(context.WithoutCancel(ctx), dagger.ServiceStopOpts{Kill: true}) }()
	name, err := service.Hostname(ctx)
	if err != nil {
		return err
	}
	addresses, err := net.DefaultResolver.LookupHost(ctx, name)
	if err != nil {
		return err
	}
	source := layout(map[string]string{
		"go.mod":                "module example.com/shop\n\ngo 1.25\n\nrequire " + module + " " + version + "\n",
		"go.sum":                sums,
		"services/hall/main.go": "package main\n\nimport (\n\t\"fmt\"\n\n\t\"" + module + "\"\n)\n\nfunc main() { fmt.Println(greet.Word) }\n",
	})
	said, err := t.with(ctx, source, dagger.SlipwayOpts{GoProxy: "http://" + net.JoinHostPort(addresses[0], "8000")}).
		Image("hall").Container().WithExec(nil, dagger.ContainerWithExecOpts{UseEntrypoint: true}).Stdout(ctx)
	if err != nil {
		return err
	}
	if err := wants(said, "hello from the proxy"); err != nil {
		return err
	}
	linted := layout(map[string]string{"services/hall/Dockerfile": "FROM debian:bookworm-slim\nUSER 65532\n"}) // hadolint is a package
	_, err = t.with(ctx, linted, dagger.SlipwayOpts{PythonIndex: "http://pypi.invalid/simple"}).Lint(ctx)
	return refuses(err, "pypi.invalid")
}

// ownProvider has a stack that wants a provider beside AWS's. It comes from where the caller says, whatever an image of Terraform
// brings.
func (t *Tests) ownProvider(ctx context.Context) error {
	const platform = "terraform/stacks/platform/"
	source := dag.Directory().
		WithDirectory("terraform", t.Source.Directory("terraform")).
		WithDirectory("services", layout(map[string]string{"shop/Dockerfile": "FROM scratch\n"}))
	for name, change := range map[string]func(string) string{
		"versions.tf": func(text string) string {
			return strings.Replace(text, "required_providers {", "required_providers {\n    random = {\n      source  = \"hashicorp/random\"\n      version = \"3.7.2\"\n    }\n", 1)
		},
		".terraform.lock.hcl": func(text string) string {
			return text + "\nprovider \"registry.terraform.io/hashicorp/random\" {\n  version     = \"3.7.2\"\n  constraints = \"3.7.2\"\n  hashes = [\n    \"h1:" +
				strings.Repeat("A", 43) + "=\",\n  ]\n}\n"
		},
	} {
		text, err := t.Source.File(platform + name).Contents(ctx)
		if err != nil {
			return err
		}
		changed := change(text)
		if changed == text {
			return fmt.Errorf("%s%s is not as this test wants it", platform, name)
		}
		source = source.WithNewFile(platform+name, changed)
	}
	err := t.with(ctx, source, dagger.SlipwayOpts{ProviderMirror: "https://mirror.invalid/"}).Validate(ctx)
	return refuses(err, "hashicorp/random", "mirror.invalid")
}

// otherChecksum has a lock file that does not know the provider which is there: no later run of Terraform looks at that again.
func (t *Tests) otherChecksum(ctx context.Context) error {
	const lock = "terraform/stacks/platform/.terraform.lock.hcl"
	text, err := t.Source.File(lock).Contents(ctx)
	if err != nil {
		return err
	}
	changed := regexp.MustCompile(`"(h1|zh):[^"]+"`).ReplaceAllString(text, `"h1:`+strings.Repeat("A", 43)+`="`)
	if changed == text {
		return fmt.Errorf("%s has no checksums", lock)
	}
	err = t.with(ctx, t.Source.WithNewFile(lock, changed), dagger.SlipwayOpts{}).Validate(ctx)
	return refuses(err, "hashicorp/aws", "terraform providers lock")
}

// sums are the lines of go.sum for a module of these files.
func sums(module, version string, files map[string]string) (string, error) {
	prefix := module + "@" + version + "/"
	open := func(name string) (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader(files[strings.TrimPrefix(name, prefix)])), nil
	}
	var names []string
	for name := range files {
		names = append(names, prefix+name)
	}
	whole, err := dirhash.Hash1(names, open)
	if err != nil {
		return "", err
	}
	described, err := dirhash.Hash1([]string{"go.mod"}, open)
	return fmt.Sprintf("%s %s %s\n%[1]s %[2]s/go.mod %[4]s\n", module, version, whole, described), err
}
