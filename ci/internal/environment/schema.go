package environment

import (
	"fmt"
	"maps"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/typeexpr"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// Schema is what a file of settings may say: the variables of the stacks that read it.
type Schema struct {
	variables map[string]variable
}

type variable struct {
	constraint cty.Type
	defaults   *typeexpr.Defaults // of the attributes that may be left out
	byDefault  cty.Value          // cty.NilVal where the settings must say it
	file       string
}

func (v variable) required() bool { return v.byDefault == cty.NilVal }

// The pipeline gives these with each call, so they may be in no file of settings.
var pipelineVariables = []string{"images", "kept_repositories", "preview", "removable_repositories"}

// NewSchema takes the texts of the stacks' *.tf files by path. Both stacks read one file, and a stack may declare a
// variable only to pass it over: of two declarations the more exact type counts.
func NewSchema(files map[string][]byte) (*Schema, error) {
	schema := &Schema{variables: map[string]variable{}}
	var problems []Problem
	for _, file := range slices.Sorted(maps.Keys(files)) {
		body, diags := parse(file, files[file])
		if diags.HasErrors() {
			problems = append(problems, syntaxProblems(file, diags)...)
			continue
		}
		for _, block := range body.Blocks {
			if block.Type != "variable" || len(block.Labels) != 1 {
				continue
			}
			if problem := schema.declare(file, block); problem != nil {
				problems = append(problems, *problem)
			}
		}
	}
	if len(problems) > 0 {
		return nil, settingsError(problems)
	}
	for _, name := range []string{"project", "environment", "region", "services"} {
		if _, ok := schema.variables[name]; !ok {
			problems = append(problems, Problem{File: "terraform/stacks", Path: name, Message: "no stack declares this variable: declare it in each"})
		}
	}
	// What the pipeline alone reads has the pipeline's type.
	schema.variables["release"] = variable{constraint: releaseType, byDefault: cty.NullVal(releaseType), file: schema.variables["release"].file}
	return schema, settingsError(problems)
}

func (s *Schema) declare(file string, block *hclsyntax.Block) *Problem {
	name := block.Labels[0]
	fail := func(at hcl.Range, format string, args ...any) *Problem {
		return &Problem{File: file, Line: at.Start.Line, Path: name, Message: fmt.Sprintf(format, args...)}
	}
	declared := variable{constraint: cty.DynamicPseudoType, file: file}
	if attribute, ok := block.Body.Attributes["type"]; ok {
		constraint, defaults, diags := typeexpr.TypeConstraintWithDefaults(attribute.Expr)
		if diags.HasErrors() {
			return fail(*diags[0].Subject, "its type can't be read: %s", plain(diags[0]))
		}
		declared.constraint, declared.defaults = constraint, defaults
	}
	if attribute, ok := block.Body.Attributes["default"]; ok {
		value, diags := attribute.Expr.Value(nil)
		if diags.HasErrors() {
			return fail(attribute.SrcRange, "its default can't be read: %s", plain(diags[0]))
		}
		if value, err := convert.Convert(value, declared.constraint); err == nil {
			declared.byDefault = value
		} else {
			return fail(attribute.SrcRange, "its default does not have its type, %s", typeexpr.TypeString(declared.constraint))
		}
	}
	known, ok := s.variables[name]
	switch {
	case !ok, known.constraint.HasDynamicTypes() && !declared.constraint.HasDynamicTypes():
		if ok && known.required() { // a stack that can't do without it decides
			declared.byDefault = cty.NilVal
		}
		s.variables[name] = declared
	case declared.constraint.HasDynamicTypes() || known.constraint.Equals(declared.constraint):
		if declared.required() {
			known.byDefault = cty.NilVal
			s.variables[name] = known
		}
	default:
		return fail(block.DefRange(), "its type is not that of %s: make them the same", known.file)
	}
	return nil
}

// names are the settings that a file may have.
func (s *Schema) names() []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(s.variables)), func(name string) bool {
		return slices.Contains(pipelineVariables, name)
	})
}

// parse reads HCL, unless no person wrote it: a parser that calls itself for each bracket must not meet a million of them.
func parse(file string, text []byte) (*hclsyntax.Body, hcl.Diagnostics) {
	if problem := tooDeep(file, text); problem != nil {
		return nil, hcl.Diagnostics{problem}
	}
	parsed, diags := hclsyntax.ParseConfig(text, file, hcl.InitialPos)
	if parsed == nil {
		return nil, diags
	}
	body, _ := parsed.Body.(*hclsyntax.Body)
	return body, diags
}

const (
	maxBytes = 256 << 10
	maxDepth = 200
)

// tooDeep counts the brackets that are open at once, the signs before a value, and the conditions, which nest too.
func tooDeep(file string, text []byte) *hcl.Diagnostic {
	fail := func(at hcl.Range, format string, args ...any) *hcl.Diagnostic {
		return &hcl.Diagnostic{Severity: hcl.DiagError, Detail: fmt.Sprintf(format, args...), Subject: &at}
	}
	if len(text) > maxBytes {
		return fail(hcl.Range{Filename: file, Start: hcl.InitialPos, End: hcl.InitialPos}, "the file has %d bytes, more than %d", len(text), maxBytes)
	}
	tokens, _ := hclsyntax.LexConfig(text, file, hcl.InitialPos) // what it can't read, the parser reports
	open, signs, conditions := 0, 0, 0
	for _, token := range tokens {
		if token.Type != hclsyntax.TokenMinus && token.Type != hclsyntax.TokenBang && token.Type != hclsyntax.TokenNewline {
			signs = 0
		}
		switch token.Type {
		case hclsyntax.TokenOBrace, hclsyntax.TokenOBrack, hclsyntax.TokenOParen, hclsyntax.TokenOQuote, hclsyntax.TokenOHeredoc,
			hclsyntax.TokenTemplateInterp, hclsyntax.TokenTemplateControl:
			open++
		case hclsyntax.TokenCBrace, hclsyntax.TokenCBrack, hclsyntax.TokenCParen, hclsyntax.TokenCQuote, hclsyntax.TokenCHeredoc,
			hclsyntax.TokenTemplateSeqEnd:
			open--
		case hclsyntax.TokenMinus, hclsyntax.TokenBang:
			signs++
		case hclsyntax.TokenQuestion:
			conditions++
		}
		if max(open, signs, conditions) > maxDepth {
			return fail(token.Range, "more than %d brackets, signs or conditions are inside each other", maxDepth)
		}
	}
	return nil
}
