package scaffold

import (
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/hashicorp/hcl/v2/hclparse"
)

func TestFiles(t *testing.T) {
	written, err := Files(Repository{Project: "library", Dagger: "v0.21.8", Folder: "environments", Services: []Service{
		{Name: "books", Dockerfile: "services/books/Dockerfile", Port: 8000, Health: "/books/up"}, {Name: "loans", Dockerfile: "apps/loans/Dockerfile"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	for path, text := range written {
		var wrong error
		if strings.HasSuffix(path, ".tfvars") {
			if _, diags := hclparse.NewParser().ParseHCL([]byte(text), path); diags.HasErrors() {
				wrong = diags
			}
		} else {
			var document any
			wrong = yaml.Unmarshal([]byte(text), &document)
		}
		if wrong != nil || strings.Contains(text, "[[") {
			t.Errorf("%s: %v\n%s", path, wrong, text)
		}
	}
	for path, parts := range map[string][]string{
		"environments/local.tfvars": {
			`project     = "library"`, "port        = 8000 # EXPOSE of its Dockerfile", `health_path = "/books/up" # HEALTHCHECK of its Dockerfile`,
			"port        = 8080 # a guess: apps/loans/Dockerfile has no EXPOSE for it", `health_path = "/loans/healthz" # a guess`,
		},
		"environments/prod.tfvars":     {`path        = "/loans"`, `health_path = "/books/up"`},
		".github/workflows/ci.yml":     {"version: 0.21.8"},
		".github/workflows/deploy.yml": {"version: 0.21.8", "role/library-prod-ci,", "dagger call slipway --env prod"},
	} {
		for _, part := range parts {
			if !strings.Contains(written[path], part) {
				t.Errorf("%s lacks %q:\n%s", path, part, written[path])
			}
		}
	}
}

// TestRoom has more services than the default group has room for: preflight would refuse the first deploy.
func TestRoom(t *testing.T) {
	for n, want := range map[int][2]string{3: {"", "max_size       = 6\n"}, 4: {"cluster = { max_size = 8 }", "max_size       = 6\n"}, 9: {"cluster = { max_size = 18 }", "max_size       = 14\n"}} {
		services := make([]Service, n)
		for i := range services {
			services[i].Name = string(rune('a' + i))
		}
		written, err := Files(Repository{Project: "library", Dagger: "v0.21.8", Folder: "environments", Services: services})
		if err != nil {
			t.Fatal(err)
		}
		local := written["environments/local.tfvars"]
		if !strings.Contains(local, want[0]) || strings.Contains(local, "cluster") != (want[0] != "") {
			t.Errorf("%d services, local:\n%s", n, local)
		}
		if prod := written["environments/prod.tfvars"]; !strings.Contains(prod, want[1]) {
			t.Errorf("%d services, prod:\n%s", n, prod)
		}
	}
}

func TestIgnored(t *testing.T) {
	for text, want := range map[string]string{
		"":                                       ".terraform/\n*.tfplan*\n/reports/\n",
		"node_modules\n.terraform/\n  /reports/": "*.tfplan*\n",
		".terraform/\n*.tfplan*\n/reports/\n":    "",
	} {
		if got := Ignored(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestProject(t *testing.T) {
	for url, want := range map[string]string{
		"https://github.com/acme/shop": "shop", "git@github.com:acme/My_Shop.git": "my-shop", "ssh://git@host:22/2024-shop/": "shop",
		"host:a-repository-with-a-long-name": "a-repository-wit", "https://host/---": "app", "https://host/x": "app",
	} {
		config := "[core]\n\tbare = false\n[remote \"origin\"]\n\turl = " + url + "\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n"
		if got := Project(config); got != want {
			t.Errorf("%q: got %q, want %q", url, got, want)
		}
	}
	if got := Project(""); got != "app" {
		t.Errorf("without a remote: %q", got)
	}
}
