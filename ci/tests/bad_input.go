package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"dagger/tests/internal/dagger"
)

// BadInput feeds the verbs with the settings and Dockerfiles that the unit tests have. Each must be refused before anything is
// changed, with file and line, and without a word of the engine's insides.
// +check
func (t *Tests) BadInput(ctx context.Context) error {
	settings, err := t.badFiles(ctx, "environment", ".tfvars")
	if err != nil {
		return err
	}
	dockerfiles, err := t.badFiles(ctx, "dockerfile", ".Dockerfile")
	if err != nil {
		return err
	}
	aws, err := t.start(ctx, "bad-input")
	if err != nil {
		return err
	}
	defer aws.stop(ctx)
	if err := aws.forgetCalls(ctx); err != nil {
		return err
	}
	stories := []story{
		{"build of all Dockerfiles", func(ctx context.Context) error { return t.refusesDockerfiles(ctx, dockerfiles) }},
	}
	for _, name := range []string{"copy", "run-pip"} {
		stories = append(stories, story{"deploy of " + name, func(ctx context.Context) error {
			return t.refusesDeploy(ctx, aws, name, dockerfiles[name])
		}})
	}
	stories = append(stories, story{"validate of all settings", func(ctx context.Context) error { return t.refusesSettings(ctx, settings) }})
	for _, name := range []string{"many-faults", "services-missing", "syntax-unclosed-brace"} {
		source, wants := t.withSettings(dag.Directory(), "local", settings[name])
		stories = append(stories, story{"deploy with " + name, func(ctx context.Context) error {
			_, err := dag.Slipway(dagger.SlipwayOpts{Source: source, Aws: aws.service}).Deploy(ctx)
			return refusesPlainly(err, wants...)
		}})
	}
	stories = append(stories, badFolders(aws)...)
	if err := tellAll(ctx, stories); err != nil {
		return err
	}
	writes, err := aws.calls(ctx, true)
	if err != nil {
		return err
	}
	if len(writes) > 0 {
		return fmt.Errorf("all was refused, and the emulator was called to write: %v", writes)
	}
	return aws.wantKinds(ctx)
}

const localSettings = "terraform/environments/local.tfvars"

// badFile is a file that is to be refused, with the texts of its lines "# want: TEXT".
type badFile struct {
	text  string
	wants []string
}

// badFiles are the files of a table of the unit tests, by name.
func (t *Tests) badFiles(ctx context.Context, subject, extension string) (map[string]badFile, error) {
	folder, err := os.MkdirTemp("", subject)
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	table := "ci/internal/" + subject + "/testdata/bad"
	if _, err := t.Whole.Directory(table).Export(ctx, folder); err != nil {
		return nil, err
	}
	paths, err := filepath.Glob(filepath.Join(folder, "*"+extension))
	if err != nil {
		return nil, err
	}
	if len(paths) < 30 {
		return nil, fmt.Errorf("%s has %d files of at least 30", table, len(paths))
	}
	files := map[string]badFile{}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		file := badFile{text: string(text)}
		for line := range strings.Lines(file.text) {
			if want, ok := strings.CutPrefix(line, "# want: "); ok {
				file.wants = append(file.wants, strings.TrimSpace(want))
			}
		}
		if len(file.wants) == 0 {
			return nil, fmt.Errorf("%s does not say how it is refused", path)
		}
		files[strings.TrimSuffix(filepath.Base(path), extension)] = file
	}
	return files, nil
}

// withSettings adds a file of the table as the settings of an environment, and says how it is refused there. The source has what
// settings are read by, and nothing else.
func (t *Tests) withSettings(environments *dagger.Directory, name string, file badFile) (*dagger.Directory, []string) {
	text := strings.Replace(file.text, `environment = "local"`, `environment = "`+name+`"`, 1)
	var wants []string
	for _, want := range file.wants {
		wants = append(wants, strings.ReplaceAll(strings.Replace(want, "local.tfvars:", name+".tfvars:", 1), `"local"`, `"`+name+`"`))
	}
	return environments.
		WithDirectory(".", t.Source, dagger.DirectoryWithDirectoryOpts{Include: []string{"terraform/stacks/*/*.tf"}}).
		WithNewFile("terraform/environments/"+name+".tfvars", text), wants
}

// refusesSettings validates all files of the table in one call, which names what is wrong in each.
func (t *Tests) refusesSettings(ctx context.Context, files map[string]badFile) error {
	source := dag.Directory()
	var all []string
	for name, file := range files {
		var wants []string
		source, wants = t.withSettings(source, name, file)
		all = append(all, wants...)
	}
	return refusesPlainly(t.slipway(ctx, source).Validate(ctx), all...)
}

// refusesDockerfiles builds a service of each Dockerfile in one call, which names what is wrong with each.
func (t *Tests) refusesDockerfiles(ctx context.Context, files map[string]badFile) error {
	source := dag.Directory()
	var wants []string
	for name, file := range files {
		folder := "services/" + name + "/"
		source = source.WithNewFile(folder+"Dockerfile", file.text).WithNewFile(folder+"hello.txt", "hello\n")
		wants = append(wants, folder+file.wants[0])
	}
	_, err := t.slipway(ctx, source).Build(ctx)
	return refusesPlainly(err, wants...)
}

// refusesDeploy deploys a service with a Dockerfile.
func (t *Tests) refusesDeploy(ctx context.Context, aws *emulated, name string, file badFile) error {
	folder := "services/" + name + "/"
	source := t.Source.
		WithNewFile(folder+"Dockerfile", file.text).
		WithNewFile(folder+"hello.txt", "hello\n").
		WithNewFile(localSettings, fmt.Sprintf(minimalSettings, name))
	_, err := t.at(ctx, source, aws).Deploy(ctx)
	return refusesPlainly(err, folder+file.wants[0])
}

const minimalSettings = `project     = "slipway"
environment = "local"
region      = "us-east-1"
emulated    = true
services    = { %s = { port = 8080, path = "/" } }
`

// badFolders are sources that are no repository as Slipway knows one.
func badFolders(aws *emulated) []story {
	settings := fmt.Sprintf(minimalSettings, "web")
	empty := dag.Directory().WithNewFile("README.md", "soon\n")
	var stories []story
	for name, c := range map[string]struct {
		source *dagger.Directory
		call   func(context.Context, *dagger.Slipway) (string, error)
		want   string
	}{
		"no services":            {empty, build, "no service found: add a directory services/<name>"},
		"no settings":            {empty, deploy, "there is no " + localSettings + ", nor any other file of settings"},
		"no stack of its own":    {empty.WithNewFile(localSettings, settings).WithNewFile("terraform/stacks/platform/main.tf", ""), deploy, "terraform/stacks: project: no stack declares this variable"},
		"a link to nothing":      {empty.WithSymlink("nosuch.go", "services/web/main.go"), build, "services/web/main.go is a symbolic link"},
		"settings elsewhere":     {empty.WithSymlink("../../local.tfvars", localSettings), deploy, localSettings + " is a symbolic link"},
		"a Dockerfile elsewhere": {empty.WithSymlink("../Dockerfile", "services/web/Dockerfile"), build, "services/web/Dockerfile"},
	} {
		stories = append(stories, story{name, func(ctx context.Context) error {
			_, err := c.call(ctx, dag.Slipway(dagger.SlipwayOpts{Source: c.source, Aws: aws.service}))
			return refusesPlainly(err, c.want)
		}})
	}
	return stories
}

func build(ctx context.Context, s *dagger.Slipway) (string, error)  { return s.Build(ctx) }
func deploy(ctx context.Context, s *dagger.Slipway) (string, error) { return s.Deploy(ctx) }

var (
	unbroken = regexp.MustCompile(`[A-Za-z0-9+/=_-]{61,}`)
	digest   = regexp.MustCompile(`^[0-9a-f]{64}$`)
)

// refusesPlainly is refuses, and fails when the error has what only a developer of the engine can read.
func refusesPlainly(err error, parts ...string) error {
	if err := refuses(err, parts...); err != nil {
		return err
	}
	text := err.Error()
	var found []string
	for _, word := range []string{"goroutine ", "input:", "panic"} {
		if strings.Contains(text, word) {
			found = append(found, word)
		}
	}
	for _, run := range unbroken.FindAllString(text, -1) {
		if !digest.MatchString(run) {
			found = append(found, run)
		}
	}
	if len(found) > 0 {
		return errors.New("the engine's insides, " + strings.Join(found, ", ") + ", are in:\n" + text)
	}
	return nil
}
