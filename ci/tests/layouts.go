package main

import (
	"context"
	"fmt"
	"strings"

	"dagger/tests/internal/dagger"
)

// Layouts builds and tests repositories that are laid out in other ways than this one: a Go module for each service, a service
// elsewhere that builds from all of the repository, one that is the whole repository, and instances with another processor. An
// edit of one service leaves the others' answers alone.
// +check
func (t *Tests) Layouts(ctx context.Context) error {
	return tellAll(ctx, []story{
		{"a module for each service", t.workspace},
		{"a Dockerfile that .slipway.yaml speaks of", t.spokenOf},
		{"a service that is the repository", t.wholeRepository},
		{"instances with arm64", t.arm},
		{"a clone", t.clone},
		{"a proxy of modules and an index of packages", t.proxied},
		{"a provider of a stack's own", t.ownProvider},
		{"a provider with another checksum", t.otherChecksum},
		{"an edit of one service", t.edit},
	})
}

// layout is a repository of some files.
func layout(files map[string]string) *dagger.Directory {
	source := dag.Directory()
	for path, text := range files {
		source = source.WithNewFile(path, text)
	}
	return source
}

func (t *Tests) prints(ctx context.Context, source *dagger.Directory, service, want string) error {
	said, err := t.slipway(ctx, source).Image(service).Container().
		WithExec(nil, dagger.ContainerWithExecOpts{UseEntrypoint: true}).Stdout(ctx)
	if err == nil && said != want {
		err = fmt.Errorf("the image of %s says %q, and not %q", service, said, want)
	}
	return err
}

// workspace has a module for each service and one for what they share. A service embeds a text, of the kind that no Go code is.
func (t *Tests) workspace(ctx context.Context) error {
	source := layout(map[string]string{
		"go.work":                            "go 1.25\n\nuse (\n\t./greeting\n\t./services/ask\n\t./services/tell\n)\n",
		"greeting/go.mod":                    "module example.com/greeting\n\ngo 1.25\n",
		"greeting/greeting.go":               "package greeting\n\nfunc To(name string) string { return \"hello, \" + name }\n",
		"services/ask/go.mod":                "module example.com/ask\n\ngo 1.25\n",
		"services/ask/prompts/question.md":   "how are you?\n",
		"services/ask/main.go":               "package main\n\nimport (\n\t\"embed\"\n\t\"fmt\"\n\n\t\"example.com/greeting\"\n)\n\n//go:embed prompts/*.md\nvar prompts embed.FS\n\nfunc main() {\n\ttext, _ := prompts.ReadFile(\"prompts/question.md\")\n\tfmt.Print(greeting.To(\"you\"), \", \", string(text))\n}\n",
		"services/ask/main_test.go":          "package main\n\nimport \"testing\"\n\nfunc TestPrompts(t *testing.T) {\n\tif _, err := prompts.ReadFile(\"prompts/question.md\"); err != nil {\n\t\tt.Fatal(err)\n\t}\n}\n",
		"services/tell/go.mod":               "module example.com/tell\n\ngo 1.25\n",
		"services/tell/main.go":              "package main\n\nimport \"fmt\"\n\nfunc main() { fmt.Println(\"well\") }\n",
		"services/tell/internal/a/a_test.go": "package a\n\nimport \"testing\"\n\nfunc TestNothing(*testing.T) {}\n",
	})
	tested, err := t.slipway(ctx, source).Test(ctx)
	if err != nil {
		return err
	}
	if err := wants(tested, "ask", "tell", "1 passed"); err != nil {
		return err
	}
	if err := t.prints(ctx, source, "ask", "hello, you, how are you?\n"); err != nil {
		return err
	}
	return t.prints(ctx, source, "tell", "well\n")
}

// spokenOf has a service whose Dockerfile copies from the top, takes an argument and requires a secret.
func (t *Tests) spokenOf(ctx context.Context) error {
	const settings = `services:
  hello:
    path: apps/hello
    context: .
    target: release
    args: {NAME: everybody}
    test: {stage: check, command: [grep, -q, everybody, /greeting]}
`
	files := map[string]string{
		".slipway.yaml":   settings,
		"shared/greeting": "hello, ",
		"apps/hello/Dockerfile": `FROM debian:bookworm-slim AS release
ARG NAME=nobody
COPY shared/greeting /greeting
RUN --mount=type=secret,id=token,required=true grep -q ^SLIP /run/secrets/token && echo "$NAME" >>/greeting
ENTRYPOINT ["cat", "/greeting"]

FROM release AS check
`,
	}
	source := layout(files)
	_, err := t.slipway(ctx, source).Image("hello").Digest(ctx)
	if err := refuses(err, "apps/hello/Dockerfile:4", "requires the secret token", "with-build-secret --name token"); err != nil {
		return err
	}
	with := t.slipway(ctx, source).WithBuildSecret("token", dag.SetSecret("planted-build-secret", secret()))
	said, err := with.Image("hello").Container().WithExec(nil, dagger.ContainerWithExecOpts{UseEntrypoint: true}).Stdout(ctx)
	if err != nil {
		return err
	}
	if said != "hello, everybody\n" {
		return fmt.Errorf("the image says %q", said)
	}
	tested, err := with.Test(ctx)
	if err != nil {
		return err
	}
	if err := wants(tested, "grep -q everybody /greeting passed"); err != nil {
		return err
	}
	files[".slipway.yaml"] = settings + "    dockerfil: x\n"
	_, err = t.slipway(ctx, layout(files)).Services(ctx)
	return refuses(err, ".slipway.yaml:8", "dockerfil", "dockerfile")
}

// wholeRepository is one service, whose image holds a file of the top.
func (t *Tests) wholeRepository(ctx context.Context) error {
	files := map[string]string{
		".slipway.yaml": "services: {shop: {path: .}}\n",
		"README.md":     "# A shop\n",
		"Dockerfile":    "FROM debian:bookworm-slim\nCOPY . /shop\nENTRYPOINT [\"cat\", \"/shop/README.md\"]\n",
	}
	if err := t.prints(ctx, layout(files), "shop", "# A shop\n"); err != nil {
		return err
	}
	digest, err := t.slipway(ctx, layout(files)).Image("shop").Digest(ctx)
	if err != nil {
		return err
	}
	files["environments/local.tfvars"] = "project = \"shop\"\nenvironment = \"local\"\nregion = \"eu-west-1\"\nservices = { shop = { port = 8080, path = \"/\" } }\n"
	other, err := t.slipway(ctx, layout(files)).Image("shop").Digest(ctx)
	if err == nil && other != digest {
		err = fmt.Errorf("settings change the digest of what is built: %s and %s", digest, other)
	}
	return err
}

// arm has instances with another processor than this engine. Go compiles for it; what is built for another is refused.
func (t *Tests) arm(ctx context.Context) error {
	files := map[string]string{
		"environments/local.tfvars": "project = \"shop\"\nenvironment = \"local\"\nregion = \"eu-west-1\"\nemulated = true\n" +
			"cluster = { instance_types = [\"m7g.large\"] }\n" +
			"services = {\n  shop = { port = 8080, path = \"/\" }\n  wall = { port = 8080, path = \"/wall\" }\n}\n",
		"go.mod":                   "module example.com/shop\n\ngo 1.25\n",
		"services/shop/main.go":    "package main\n\nfunc main() {}\n",
		"services/wall/Dockerfile": "FROM scratch\nCOPY Dockerfile /\n",
	}
	for _, service := range []string{"shop", "wall"} {
		arch, err := t.slipway(ctx, layout(files)).Image(service).Arch(ctx)
		if err != nil {
			return err
		}
		if arch != "arm64" {
			return fmt.Errorf("%s is built for %s", service, arch)
		}
	}
	// The program itself is for it too: an ELF file names its machine at its 19th byte, 183 for AArch64.
	program, err := t.image("debian:bookworm-slim").
		WithMountedDirectory("/image", t.slipway(ctx, layout(files)).Image("shop").Container().Rootfs()).
		WithExec([]string{"od", "-An", "-t", "u1", "-j", "18", "-N", "1", "/image/service"}).Stdout(ctx)
	if err != nil {
		return err
	}
	if strings.TrimSpace(program) != "183" {
		return fmt.Errorf("the program is for machine %s of ELF", program)
	}
	files["services/wall/Dockerfile"] = "FROM --platform=linux/amd64 debian:bookworm-slim\n"
	_, err = t.slipway(ctx, layout(files)).Release().Summary(ctx)
	return refuses(err, "service wall", "amd64", "cluster.instance_types", "arm64")
}

// clone is a repository with its history: of an image that is built from what is committed, the provenance names the commit.
func (t *Tests) clone(ctx context.Context) error {
	const commit = `git init -q -b main . && git add . && git -c user.name=a -c user.email=a@example.com commit -qm first && git rev-parse HEAD >/head`
	made := t.image("golang:1.26-bookworm").
		WithDirectory("/src", layout(map[string]string{
			"go.mod":                "module example.com/shop\n\ngo 1.25\n",
			"services/shop/main.go": "package main\n\nfunc main() {}\n",
			"dagger.json":           "{\"name\": \"shop\", \"source\": \"ci\"}\n",
			"ci/main.go":            "package main\n",
		})).
		WithWorkdir("/src").
		WithExec([]string{"sh", "-euc", commit})
	head, err := made.File("/head").Contents(ctx)
	if err != nil {
		return err
	}
	source := made.Directory("/src")
	for _, c := range []struct {
		source *dagger.Directory
		names  bool
	}{{source, true}, {source.WithNewFile("services/shop/more.go", "package main\n"), false}} {
		text, err := t.slipway(ctx, c.source).Provenance(ctx, "shop")
		if err != nil {
			return err
		}
		if strings.Contains(text, strings.TrimSpace(head)) != c.names {
			return fmt.Errorf("the provenance names the commit, want %t:\n%s", c.names, text)
		}
	}
	return nil
}
