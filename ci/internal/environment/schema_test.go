package environment

import (
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2/ext/typeexpr"
	"github.com/zclconf/go-cty/cty"
)

const declared = `
variable "project" { type = string }
variable "environment" { type = string }
variable "region" { type = string }
variable "services" { type = any }
`

func TestSchemaTakesTheMoreExactType(t *testing.T) {
	for name, files := range map[string]map[string][]byte{
		"the first":  {"a.tf": []byte(`variable "x" { type = map(number) }` + declared), "b.tf": []byte("variable \"x\" {\n type = any\n default = null\n}")},
		"the second": {"a.tf": []byte(`variable "x" {}` + declared), "b.tf": []byte("variable \"x\" {\n type = map(number)\n default = {}\n}")},
	} {
		s, err := NewSchema(files)
		if err != nil {
			t.Fatal(err)
		}
		x := s.variables["x"]
		if !x.constraint.Equals(cty.Map(cty.Number)) || !x.required() {
			t.Errorf("%s: %s, required %t", name, typeexpr.TypeString(x.constraint), x.required())
		}
	}
}

func TestSchemaRefuses(t *testing.T) {
	for name, c := range map[string]struct{ first, second, want string }{
		"two types":        {`variable "x" { type = string }`, "\nvariable \"x\" { type = number }", "b.tf:2: x: its type is not that of a.tf: make them the same"},
		"an unknown type":  {`variable "x" { type = strnig }`, "", `a.tf:1: x: its type can't be read: the keyword "strnig" is not a valid type specification`},
		"a wrong default":  {"variable \"x\" {\n type = number\n default = \"a\"\n}", "", "a.tf:3: x: its default does not have its type, number"},
		"a computed one":   {"variable \"x\" {\n default = var.y\n}", "", "a.tf:2: x: its default can't be read: variables may not be used here"},
		"no HCL":           {`variable "x" {`, "", "a.tf:1: this is not valid HCL: "},
		"no such variable": {"", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := NewSchema(map[string][]byte{"a.tf": []byte(c.first), "b.tf": []byte(c.second), "c.tf": []byte(declared)})
			if (err == nil) != (c.want == "") || err != nil && !strings.HasPrefix(err.Error(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
	if _, err := NewSchema(nil); err == nil || !strings.Contains(err.Error(), "terraform/stacks: project: no stack declares this variable") {
		t.Errorf("got %v", err)
	}
}

// The stack declares release, too, so that its README has it. The pipeline's type decides.
func TestReleaseIsDeclaredAsThePipelineReadsIt(t *testing.T) {
	for file, text := range stacks(t) {
		body, _ := parse(file, text)
		for _, block := range body.Blocks {
			if block.Type != "variable" || block.Labels[0] != "release" {
				continue
			}
			constraint, _, diags := typeexpr.TypeConstraintWithDefaults(block.Body.Attributes["type"].Expr)
			if diags.HasErrors() || constraint != cty.DynamicPseudoType && !constraint.Equals(releaseType) {
				t.Errorf("%s has %s, the pipeline %s", file, typeexpr.TypeString(constraint), typeexpr.TypeString(releaseType))
			}
		}
	}
}

// A parser that calls itself for each bracket ends the process, not the call, when there are too many.
func TestReadRefusesWhatNoPersonWrites(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"brackets":       {"x = " + strings.Repeat("[", 100_000), "more than 200 brackets"},
		"braces":         {"x = " + strings.Repeat("{a=", 80_000), "more than 200 brackets"},
		"templates":      {"x = " + strings.Repeat(`"${`, 80_000), "more than 200 brackets"},
		"signs":          {"x = " + strings.Repeat("-", 100_000), "more than 200 brackets, signs"},
		"signs in lines": {"x = (" + strings.Repeat("!\n", 100_000), "more than 200 brackets, signs"},
		"conditions":     {"x = " + strings.Repeat("true ? 1 : ", 20_000), "more than 200 brackets, signs or conditions"},
		"a sum":          {"project = 1" + strings.Repeat(" + 1", 50_000), "project: \"50001\" is not a project name"},
		"a large number": {"project = 1e999999999", "project: this number has too many digits"},
		"a power":        {"project = 1e300" + strings.Repeat(" * 1e300", 1_000), "project: this number has too many digits"},
		"a large file":   {strings.Repeat("# \n", 100_000), "the file has 300000 bytes"},
		"binary":         {"\x00\xff\xfe", "e.tfvars:1: this is not valid HCL"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Read("e", "e.tfvars", []byte(c.text), schema(t))
			if err == nil || !strings.Contains(err.Error(), c.want) || len(err.Error()) > 2000 {
				t.Errorf("got %.2000v, want %s", err, c.want)
			}
		})
	}
}
