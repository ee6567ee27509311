package environment

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const root = "../../../"

// stacks are the texts of the repository's own stacks.
func stacks(t testing.TB) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	for _, stack := range []string{"bootstrap", "platform"} {
		paths, err := filepath.Glob(root + "terraform/stacks/" + stack + "/*.tf")
		if err != nil || len(paths) == 0 {
			t.Fatalf("no files of the stack %s: %v", stack, err)
		}
		for _, path := range paths {
			files[strings.TrimPrefix(path, root)] = contents(t, path)
		}
	}
	return files
}

func contents(t testing.TB, path string) []byte {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func schema(t testing.TB) *Schema {
	t.Helper()
	s, err := NewSchema(stacks(t))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

const good = `
environment = "staging"
region = "eu-west-1"
services = {
  orders = { port = 8080, path = "/orders" }
  catalog = { port = 8080, path = "/catalog" }
}
`

func TestRead(t *testing.T) {
	env, err := Read("staging", "staging.tfvars", []byte(good), schema(t))
	if err != nil {
		t.Fatal(err)
	}
	if env.Name != "staging" || env.Project != "slipway" || env.Region != "eu-west-1" || env.Emulated || env.Pipeline ||
		!slices.Equal(env.Services, []string{"catalog", "orders"}) {
		t.Errorf("read %+v", env)
	}
	if got := env.Repository("orders"); got != "slipway-staging/orders" {
		t.Errorf("repository %s", got)
	}
	if got := env.StateBucket("123456789012"); got != "slipway-staging-state-123456789012" {
		t.Errorf("bucket %s", got)
	}
	if got := env.LockTable(); got != "slipway-staging-lock" {
		t.Errorf("table %s", got)
	}
}

// Null would not switch them off: it stands for the default, and is refused (testdata/bad).
func TestReadTakesAlarmsThatAreOff(t *testing.T) {
	text := strings.Replace(good, `path = "/orders" }`, `path = "/orders", alarms = { enabled = false } }`, 1)
	if _, err := Read("staging", "staging.tfvars", []byte(text), schema(t)); err != nil {
		t.Error(err)
	}
}

func TestReadTakesTheRepositorysOwnSettings(t *testing.T) {
	for name, want := range map[string]struct{ emulated, pipeline, signer bool }{
		"local": {emulated: true}, "staging": {pipeline: true, signer: true}, "prod": {pipeline: true, signer: true},
	} {
		file := "terraform/environments/" + name + ".tfvars"
		env, err := Read(name, file, contents(t, root+file), schema(t))
		if err != nil {
			t.Error(err)
		}
		if env.Emulated != want.emulated || env.Pipeline != want.pipeline || (env.Release.Signer != nil) != want.signer {
			t.Errorf("%s: read %+v", name, env)
		}
	}
}

// What Terraform converts is converted alike.
func TestReadConverts(t *testing.T) {
	text := `
"environment" = "staging"
region = <<EOT
eu-west-1
EOT
`
	for name, c := range map[string]struct {
		settings string
		right    func(Environment) bool
	}{
		"a bool in quotes":     {`emulated = "true"`, func(e Environment) bool { return e.Emulated }},
		"a pipeline":           {`ci = { repository = "example/shop" }`, func(e Environment) bool { return e.Pipeline }},
		"no pipeline":          {`ci = null`, func(e Environment) bool { return !e.Pipeline }},
		"an account":           {`account = "012345678901"`, func(e Environment) bool { return e.Account == "012345678901" }},
		"no account":           {`account = null`, func(e Environment) bool { return e.Account == "" }},
		"a number in quotes":   {`cluster = { max_size = "8" }`, nil},
		"a number as a string": {`databases = { main = { engine_version = 17 } }`, nil},
		"a bool as a string":   {`databases = { main = { parameters = { "rds.force_ssl" = true } } }`, nil},
		"a list as a set":      {`alarms = { emails = ["a@example.com", "a@example.com"] }`, nil},
		"an object as a map":   {`databases = { main = { parameters = { a = "1", b = 2 } } }`, nil},
		"null for nothing":     {`vpc = { availability_zones = null, single_nat_gateway = null, interface_endpoints = null }`, nil},
		"null where it stands": {"ci = null\nrelease = null", func(e Environment) bool { return e.Release.Lint }},
		"arithmetic":           {`cluster = { target_capacity = 2 * 40 + 1 }`, nil},
		"a sign":               {`cluster = { warm_pool = { max_prepared = -1 } }`, nil},
		"brackets":             {`emulated = (true)`, func(e Environment) bool { return e.Emulated }},
		"an escaped template":  {`databases = { main = { parameters = { a = "$${x}" } } }`, nil},
		"a heredoc":            {"databases = { main = { parameters = { a = <<-X\n b\n X\n} } }", nil},
		"one stack's variable": {`state_lifecycle_rules = false`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			settings := strings.Replace(good, "\nenvironment", "\n"+c.settings+"\nenvironment", 1)
			env, err := Read("staging", "staging.tfvars", []byte(settings), schema(t))
			if err != nil || c.right != nil && !c.right(env) {
				t.Errorf("read %+v, %v", env, err)
			}
		})
	}
	if _, err := Read("staging", "staging.tfvars", []byte(text), schema(t)); err == nil {
		t.Error("a key in quotes and a line break in a region were taken")
	}
}

// Each file of testdata/bad says in its first lines how it is refused. It is complete but for its fault, so that it can
// take the place of terraform/environments/local.tfvars.
func TestReadRefuses(t *testing.T) {
	paths, err := filepath.Glob("testdata/bad/*.tfvars")
	if err != nil || len(paths) < 22 {
		t.Fatalf("%d bad settings, %v", len(paths), err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".tfvars"), func(t *testing.T) {
			text := contents(t, path)
			_, err := Read("local", "local.tfvars", text, schema(t))
			var settings *SettingsError
			if !errors.As(err, &settings) {
				t.Fatalf("got %v, want a SettingsError", err)
			}
			var want []string
			for line := range strings.Lines(string(text)) {
				if text, ok := strings.CutPrefix(strings.TrimSpace(line), "# want: "); ok {
					want = append(want, text)
				}
			}
			if got := err.Error(); got != strings.Join(want, "\n") || len(want) == 0 {
				t.Errorf("got\n%s\nwant\n%s", got, strings.Join(want, "\n"))
			}
		})
	}
}

func TestFind(t *testing.T) {
	if f, err := Find("environments", "local", []string{"prod.tfvars", "local.tfvars", "README.md"}); err != nil || f != "environments/local.tfvars" {
		t.Errorf("got %q, %v", f, err)
	}
	_, err := Find("environments", "qa", []string{"prod.tfvars", "local.tfvars"})
	var unknown *UnknownError
	if !errors.As(err, &unknown) || !strings.Contains(err.Error(), "write one of local, prod") {
		t.Errorf("got %v", err)
	}
	_, err = Find("environments", "qa", nil)
	if err == nil || err.Error() != `environment "qa" is unknown: there is no environments/qa.tfvars, nor any other file of settings: run this in the folder of the repository, or run init, which writes settings` {
		t.Errorf("got %v", err)
	}
	_, err = Find("environments", "qa", []string{"prod.tfvars", "qa.tfvars.json"})
	if err == nil || !strings.HasPrefix(err.Error(), "environments/qa.tfvars.json: settings in JSON are not read") {
		t.Errorf("got %v", err)
	}
}

// withCluster is the shipped settings of local with another cluster, or none.
func withCluster(t *testing.T, cluster string) []byte {
	text := string(contents(t, root+"terraform/environments/local.tfvars"))
	return []byte(regexp.MustCompile(`(?m)^cluster = .*\n`).ReplaceAllString(text, "") + "\n" + cluster + "\n")
}

func TestArch(t *testing.T) {
	for cluster, want := range map[string]string{
		"":             "amd64",
		"cluster = {}": "amd64",
		`cluster = { instance_types = ["g4dn.xlarge"] }`:                                                       "amd64",
		`cluster = { instance_types = ["m7g.large", "c7gn.medium", "a1.large", "g5g.xlarge", "im4gn.large"] }`: "arm64",
		`cluster = { instance_types = ["m6i.large", "m7g.large"] }`:                                            "m7g.large are arm64 and m6i.large are amd64",
	} {
		got, err := Read("local", "local.tfvars", withCluster(t, cluster), schema(t))
		if err != nil && strings.Contains(err.Error(), want) && strings.Contains(err.Error(), "local.tfvars:") {
			continue
		}
		if err != nil || got.Arch != want {
			t.Errorf("%s: got %q and %v, want %s", cluster, got.Arch, err, want)
		}
	}
}

func TestHas(t *testing.T) {
	e := Environment{Name: "local", Services: []string{"catalog", "orders", "report"}}
	if err := e.Has("report"); err != nil {
		t.Error(err)
	}
	for name, want := range map[string]string{
		"reprot":  `environment local has no service "reprot": did you mean report? Write one of catalog, orders, report`,
		"billing": `environment local has no service "billing": write one of catalog, orders, report`,
	} {
		if err := e.Has(name); err == nil || err.Error() != want {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
