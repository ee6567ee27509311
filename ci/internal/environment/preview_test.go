package environment

import (
	"strings"
	"testing"
)

func preview(t *testing.T, text string) Environment {
	t.Helper()
	env, err := Read("staging", "staging.tfvars", []byte(text), schema(t))
	if err != nil {
		t.Fatal(err)
	}
	return env
}

func TestForPreview(t *testing.T) {
	base := preview(t, good+"tier = \"test\"\n")
	p, err := base.ForPreview("pr-12")
	if err != nil {
		t.Fatal(err)
	}
	for what, c := range map[string]struct{ of, base string }{
		"state":   {p.StateKey("platform"), base.StateKey("platform")},
		"lock":    {p.RunLock(), base.RunLock()},
		"ledger":  {p.Releases(), base.Releases()},
		"service": {p.ECSName("orders"), base.ECSName("orders")},
		"label":   {p.Label(), base.Label()},
	} {
		if c.of == c.base || !strings.Contains(c.of, "pr-12") {
			t.Errorf("%s of the preview is %q, and of its base %q", what, c.of, c.base)
		}
	}
	if p.StateKey("bootstrap") != base.StateKey("bootstrap") || p.StateBucket("1") != base.StateBucket("1") || p.LockTable() != base.LockTable() ||
		p.Repository("orders") != base.Repository("orders") || p.Secret("key") != base.Secret("key") {
		t.Error("a preview has the bootstrap of its base: bucket, locks, repositories and secrets")
	}
	if PreviewOf(PreviewKey("pr-12")) != "pr-12" || PreviewOf(p.StateKey("platform")) != "" || PreviewOf("platform/terraform.tfstate") != "" {
		t.Error("a record is not told from a state")
	}
}

func TestForPreviewRefuses(t *testing.T) {
	base := preview(t, good)
	for _, name := range []string{"", "PR-12", "pr--12", "-pr", "pr-", "1pr", "pr_12", "a-longer-name", "pr/12", "../x"} {
		if _, err := base.ForPreview(name); err == nil || !strings.Contains(err.Error(), "--name is") {
			t.Errorf("%q: got %v", name, err)
		}
	}
	base.Project = "a-longer-project"
	if _, err := base.ForPreview("pr-12"); err == nil || !strings.Contains(err.Error(), "write a name of at most 3") {
		t.Errorf("names without room: %v", err)
	}
}

func TestCheckPreviews(t *testing.T) {
	if err := preview(t, good+"tier = \"test\"\n").CheckPreviews(); err != nil {
		t.Errorf("of a test: %v", err)
	}
	if err := preview(t, good).CheckPreviews(); err == nil || !strings.Contains(err.Error(), "tier") {
		t.Errorf("of production: %v", err)
	}
	files := stacks(t)
	for file := range files {
		if strings.HasSuffix(file, "platform/variables_preview.tf") {
			delete(files, file)
		}
	}
	s, err := NewSchema(files)
	if err != nil {
		t.Fatal(err)
	}
	env, err := Read("staging", "staging.tfvars", []byte(good+"tier = \"test\"\n"), s)
	if err != nil {
		t.Fatal(err)
	}
	if err := env.CheckPreviews(); err == nil || !strings.Contains(err.Error(), "variables_preview.tf") {
		t.Errorf("stacks of a repository's own that know no previews: %v", err)
	}
}

func TestPaths(t *testing.T) {
	env := preview(t, `
environment = "staging"
region = "eu-west-1"
services = {
  orders = { port = 8080, path = "/orders" }
  web    = { port = 8080, hosts = ["shop.example.com"] }
  mailer = { worker = true, image = "web" }
  report = { schedule = "rate(1 hour)", image = "web" }
}
`)
	if len(env.Paths) != 2 || env.Paths["orders"] != "/orders" || env.Paths["web"] != "/" {
		t.Errorf("got %v", env.Paths)
	}
	if p, err := env.ForPreview("pr-12"); err != nil || len(p.Jobs()) != 0 || len(env.Jobs()) != 1 {
		t.Errorf("jobs of a preview: %v, %v", p.Jobs(), err)
	}
}
