package record

import (
	"maps"
	"testing"
)

var files = map[string][]byte{
	"terraform/stacks/bootstrap/main.tf":             []byte("module \"ecr\" {\n  source = \"../../modules/ecr\"\n}\n"),
	"terraform/stacks/bootstrap/.terraform.lock.hcl": []byte("version = \"5.100.0\""),
	"terraform/stacks/bootstrap/tests/a.tftest.hcl":  []byte("run \"a\" {}"),
	"terraform/modules/ecr/main.tf":                  []byte("module \"key\" {\n  source = \"../key\"\n}\n"),
	"terraform/modules/ecr/README.md":                []byte("# ecr"),
	"terraform/modules/key/templates/policy.json":    []byte("{}"),
	"terraform/modules/vpc/main.tf":                  []byte("locals {}"),
}

func TestSource(t *testing.T) {
	const folder = "terraform/stacks/bootstrap"
	before := Source(files, folder, "settings")
	for name, c := range map[string]struct {
		file    string
		differs bool
	}{
		"the stack":                {"terraform/stacks/bootstrap/main.tf", true},
		"its provider lock":        {"terraform/stacks/bootstrap/.terraform.lock.hcl", true},
		"a module":                 {"terraform/modules/ecr/main.tf", true},
		"a file of a module's own": {"terraform/modules/key/templates/policy.json", true},
		"a new file":               {"terraform/modules/key/more.tf", true},
		"a test":                   {"terraform/stacks/bootstrap/tests/a.tftest.hcl", false},
		"a text":                   {"terraform/modules/ecr/README.md", false},
		"another module":           {"terraform/modules/vpc/main.tf", false},
	} {
		changed := maps.Clone(files)
		changed[c.file] = append([]byte("# changed\n"), changed[c.file]...)
		if differs := Source(changed, folder, "settings") != before; differs != c.differs {
			t.Errorf("a change of %s: differs is %t, want %t", name, differs, c.differs)
		}
	}
	if Source(files, folder, "other settings") == before {
		t.Error("other settings are the same source")
	}
	elsewhere := maps.Clone(files)
	elsewhere["terraform/modules/ecr/more.tf"] = []byte("module \"x\" {\n  source = \"../../shared/x\"\n}\n")
	if hash := Source(elsewhere, folder, "settings"); hash != "" {
		t.Errorf("a module that is not among the files: %s", hash)
	}
}

func TestRead(t *testing.T) {
	r := Record{Source: "a", State: "b#1"}
	if Read(r.Text()) != r {
		t.Errorf("%s is read as %+v", r.Text(), Read(r.Text()))
	}
	if none := Read([]byte("<html>")); none != (Record{}) {
		t.Errorf("what is no record is read as %+v", none)
	}
}
