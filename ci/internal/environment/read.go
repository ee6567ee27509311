package environment

import (
	"fmt"
	"maps"
	"regexp"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// reader collects all that is wrong in a file.
type reader struct {
	file     string
	text     []byte
	schema   *Schema
	problems []Problem
	top      map[string]item      // what is written
	values   map[string]cty.Value // what is right, converted, and the defaults of what is not written
}

// Read takes the text of an environment's settings. The error is a *SettingsError with all faults of the file.
func Read(name, file string, text []byte, schema *Schema) (Environment, error) {
	r := &reader{file: file, text: text, schema: schema, top: map[string]item{}, values: map[string]cty.Value{}}
	if !r.parse() {
		return Environment{}, settingsError(r.problems)
	}
	r.checkAll()
	env := Environment{
		Name:     name,
		Project:  r.str("project"),
		Region:   r.str("region"),
		Account:  r.str("account"),
		Emulated: r.boolean("emulated", false),
		Test:     r.str("tier") == "test",
		Pipeline: r.set("ci"),
		File:     file,
		lines:    map[string]int{},
	}
	r.names(name)
	r.services(&env)
	r.shapes(&env)
	r.paths(&env)
	r.images(&env)
	r.before(&env)
	r.connect(&env)
	r.secrets(&env)
	env.Release = r.release(env.Emulated)
	env.Arch = r.arch()
	env.SharedCluster = r.sharedCluster()
	_, env.previewable = r.schema.variables["preview"]
	if err := settingsError(r.problems); err != nil {
		return Environment{}, err
	}
	return env, nil
}

// parse is false where the file is no HCL: what else is in it can't be trusted then.
func (r *reader) parse() bool {
	body, diags := parse(r.file, r.text)
	var faults hcl.Diagnostics
	for _, d := range diags {
		var first *hclsyntax.Attribute
		if body != nil && d.Subject != nil && d.Subject.CanSliceBytes(r.text) {
			first = body.Attributes[string(d.Subject.SliceBytes(r.text))]
		}
		if first != nil && d.Summary == "Attribute redefined" {
			r.fail(*d.Subject, first.Name, "this is set twice, first on line %d: keep one", first.NameRange.Start.Line)
		} else {
			faults = append(faults, d)
		}
	}
	if r.problems = append(r.problems, syntaxProblems(r.file, faults)...); faults.HasErrors() || body == nil {
		return false
	}
	for _, block := range body.Blocks {
		r.fail(block.DefRange(), block.Type, "this is a block, and settings have none: write %s = { … }", block.Type)
		r.top[block.Type] = item{key: block.Type, at: block.DefRange(), node: &node{at: block.DefRange()}}
	}
	for key, attribute := range body.Attributes {
		r.top[key] = item{key: key, at: attribute.NameRange, node: r.build(key, attribute.Expr)}
	}
	return true
}

func (r *reader) checkAll() {
	for _, key := range slices.Sorted(maps.Keys(r.top)) {
		i := r.top[key]
		variable, ok := r.schema.variables[key]
		switch {
		case slices.Contains(pipelineVariables, key):
			r.fail(i.at, key, "the pipeline sets this itself: take it out")
			continue
		case !ok:
			r.fail(i.at, key, "%s", unknown(key, r.schema.names(), ""))
			continue
		case key == "services" && (i.kind == leaf || i.kind == list):
			r.fail(i.node.at, key, "%s is needed, this is %s: %s", words(cty.Map(cty.DynamicPseudoType)), i.words(), serviceForm)
			continue
		case i.null() && !variable.required() && variable.byDefault.IsNull():
			continue
		}
		before := len(r.problems)
		r.check(i.node, form{variable.constraint, variable.defaults, variable.file}, key)
		if len(r.problems) > before || i.kind == broken || !i.value().IsWhollyKnown() {
			continue // of the parts of it that are broken, build said so
		}
		if value, ok := r.convert(i.node, variable.constraint, key); ok {
			r.values[key] = value
		}
	}
	for _, key := range r.schema.names() {
		if _, ok := r.top[key]; ok {
			continue
		}
		variable := r.schema.variables[key]
		if !variable.required() {
			r.values[key] = variable.byDefault
			continue
		}
		r.fail(hcl.Range{Start: hcl.InitialPos}, key, "this is missing: write %s = %s", key, example(variable.constraint))
	}
}

func example(t cty.Type) string {
	switch {
	case t == cty.String:
		return "\"…\""
	case t == cty.Number:
		return "…"
	case t == cty.Bool:
		return "true or false"
	case t.IsListType(), t.IsSetType(), t.IsTupleType():
		return "[ … ]"
	default:
		return "{ … }"
	}
}

// str is empty for what is wrong, which was said.
func (r *reader) str(key string) string {
	if value, ok := r.values[key]; ok && value.Type() == cty.String && !value.IsNull() {
		return value.AsString()
	}
	return ""
}

// set reports whether a setting is there and not null.
func (r *reader) set(key string) bool {
	value, there := r.values[key]
	return there && !value.IsNull()
}

func (r *reader) boolean(key string, otherwise bool) bool {
	if value, ok := r.values[key]; ok && value.Type() == cty.Bool && !value.IsNull() {
		return value.True()
	}
	return otherwise
}

var (
	plainName = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)
	region    = regexp.MustCompile(`^[a-z]{2}(-[a-z]+)+-[0-9]$`)

	accountNumber = regexp.MustCompile(`^[0-9]{12}$`)
)

const lowerCase = "lower-case letters, digits and single hyphens, beginning with a letter"

// names applies the stacks' rules for the names that others are made of.
func (r *reader) names(environment string) {
	rule := func(key string, ok bool, format string, args ...any) {
		if _, written := r.top[key]; written && !ok && r.values[key] != cty.NilVal {
			r.fail(r.top[key].node.at, key, "%q is not %s", r.str(key), fmt.Sprintf(format, args...))
		}
	}
	project, own, code := r.str("project"), r.str("environment"), r.str("region")
	rule("project", plainName.MatchString(project) && len(project) >= 2 && len(project) <= 16, "a project name: write 2 to 16 %s", lowerCase)
	rule("account", accountNumber.MatchString(r.str("account")) || !r.set("account"), "the number of an account: write its 12 digits in quotes, for example \"123456789012\"")
	rule("region", region.MatchString(code), "the code of a region: write one, for example \"eu-west-1\", not a zone or a display name")
	if own == environment {
		rule("environment", plainName.MatchString(own) && len(own) <= 12, "an environment name: write at most 12 %s", lowerCase)
		return
	}
	rule("environment", false, "the environment of this file, %q: make them the same", environment)
}

const serviceForm = "write an entry for each service, for example services = { catalog = { port = 8080, path = \"/catalog\" } }"

// services takes the names, and their lines for Match.
func (r *reader) services(env *Environment) {
	services, ok := r.top["services"]
	if !ok || services.kind != object {
		return
	}
	if len(services.items) == 0 {
		r.fail(services.node.at, "services", "this is empty: %s", serviceForm)
	}
	env.lines[""] = services.at.Start.Line
	for _, i := range services.items {
		if !plainName.MatchString(i.key) || len(i.key) > 24 {
			r.fail(i.at, join("services", i.key), "%q is not a service name: write at most 24 %s", i.key, lowerCase)
		}
		env.Services = append(env.Services, i.key)
		env.lines[i.key] = i.at.Start.Line
	}
	slices.Sort(env.Services)
}
