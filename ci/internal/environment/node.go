package environment

import (
	"fmt"
	"regexp"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// node is a value as it stands in the file. It keeps the place of each part, which a value of cty does not.
type node struct {
	at    hcl.Range
	kind  kind
	items []item    // of an object; of a list, without keys
	leaf  cty.Value // a string, number, bool or null
}

type kind int

const (
	broken kind = iota // reported already
	leaf
	list
	object
)

type item struct {
	key string
	at  hcl.Range // of the key
	*node
}

func (n *node) get(key string) *node {
	if n == nil {
		return nil
	}
	for _, i := range n.items {
		if i.key == key {
			return i.node
		}
	}
	return nil
}

// value is the whole as cty has it.
func (n *node) value() cty.Value {
	switch n.kind {
	case object:
		values := map[string]cty.Value{}
		for _, i := range n.items {
			values[i.key] = i.value()
		}
		return cty.ObjectVal(values)
	case list:
		var values []cty.Value
		for _, i := range n.items {
			values = append(values, i.value())
		}
		return cty.TupleVal(values)
	case leaf:
		return n.leaf
	default:
		return cty.DynamicVal
	}
}

// build reads an expression. Settings are plain values: Terraform, too, takes no reference and no function in them.
func (r *reader) build(path string, expr hclsyntax.Expression) *node {
	n := &node{at: expr.Range()}
	switch e := expr.(type) {
	case *hclsyntax.ParenthesesExpr:
		return r.build(path, e.Expression)
	case *hclsyntax.TupleConsExpr:
		n.kind = list
		for i, element := range e.Exprs {
			n.items = append(n.items, item{node: r.build(fmt.Sprintf("%s[%d]", path, i), element)})
		}
	case *hclsyntax.ObjectConsExpr:
		n.kind = object
		for _, pair := range e.Items {
			r.buildItem(path, n, pair)
		}
	default:
		if fault := notPlain(expr, r.text); fault != "" {
			r.fail(n.at, path, "%s", fault)
			return n
		}
		value, diags := expr.Value(nil)
		switch {
		case diags.HasErrors():
			r.fail(n.at, path, "this can't be computed: %s", plain(diags[0]))
		case !value.IsWhollyKnown():
			r.fail(n.at, path, "this has no value: write one")
		case !fits(value):
			r.fail(n.at, path, "this number has too many digits")
		default:
			n.kind, n.leaf = leaf, value
		}
	}
	return n
}

func (r *reader) buildItem(path string, n *node, pair hclsyntax.ObjectConsItem) {
	at := pair.KeyExpr.Range()
	named := keyOf(pair.KeyExpr)
	if named == nil {
		r.fail(at, path, "%s can't name a setting: write letters, digits and underscores, anything else in quotes", excerpt(at, r.text))
		r.build(path, pair.ValueExpr)
		return
	}
	key := *named
	for _, known := range n.items {
		if known.key == key {
			r.fail(at, join(path, key), "this is set twice, first on line %d: keep one", known.at.Start.Line)
			return
		}
	}
	n.items = append(n.items, item{key: key, at: at, node: r.build(join(path, key), pair.ValueExpr)})
}

// keyOf is nil for a key that is no plain text.
func keyOf(expr hclsyntax.Expression) *string {
	inner := expr
	if key, ok := expr.(*hclsyntax.ObjectConsKeyExpr); ok {
		if !key.ForceNonLiteral {
			if word := hcl.ExprAsKeyword(key.Wrapped); word != "" {
				return &word
			}
		}
		inner = key.Wrapped
	}
	if notPlain(inner, nil) != "" {
		return nil
	}
	value, diags := inner.Value(nil)
	if diags.HasErrors() || !value.IsWhollyKnown() || value.IsNull() || !fits(value) {
		return nil
	}
	text, err := convert.Convert(value, cty.String)
	if err != nil || text.IsNull() {
		return nil
	}
	key := text.AsString()
	return &key
}

// notPlain says why an expression is no plain value; empty when it is one.
func notPlain(expr hclsyntax.Expression, text []byte) string {
	const rule = ", and settings hold plain values: write the value itself, text in quotes"
	switch e := expr.(type) {
	case *hclsyntax.LiteralValueExpr:
		if !fits(e.Val) {
			return "this number has too many digits"
		}
		return ""
	case *hclsyntax.ParenthesesExpr:
		return notPlain(e.Expression, text)
	case *hclsyntax.TemplateExpr:
		for _, part := range e.Parts {
			if _, ok := part.(*hclsyntax.LiteralValueExpr); !ok {
				return "a string with ${…} or %{…} is computed, and settings hold plain values: write the value itself, or $${ and %%{ for the characters"
			}
		}
		return ""
	case *hclsyntax.UnaryOpExpr:
		return operand(e.Val, text)
	case *hclsyntax.BinaryOpExpr:
		if fault := operand(e.LHS, text); fault != "" {
			return fault
		}
		return operand(e.RHS, text)
	case *hclsyntax.ScopeTraversalExpr:
		source := excerpt(expr.Range(), text)
		if len(e.Traversal) == 1 {
			return source + " is not a value: write text in quotes, \"" + source + "\", and a bool as true or false"
		}
		return source + " is a reference" + rule
	case *hclsyntax.FunctionCallExpr:
		return e.Name + " is a function" + rule
	default:
		return "this is computed" + rule
	}
}

var bareWord = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]*$`)

// operand allows arithmetic with numbers, 30 * 24, and nothing that makes a text of them.
func operand(expr hclsyntax.Expression, text []byte) string {
	if _, ok := expr.(*hclsyntax.TemplateExpr); ok {
		return "a string can't be computed with: write the value itself, text in quotes"
	}
	return notPlain(expr, text)
}

// fits keeps out numbers that take minutes and gigabytes to write out: 1e999999999.
func fits(value cty.Value) bool {
	if value.Type() != cty.Number || value.IsNull() || !value.IsKnown() {
		return true
	}
	number := value.AsBigFloat()
	exponent := number.MantExp(nil)
	return !number.IsInf() && exponent < 1100 && exponent > -1100
}

// excerpt is what stands in the file, short enough for a line.
func excerpt(at hcl.Range, text []byte) string {
	if !at.CanSliceBytes(text) {
		return "this"
	}
	source := at.SliceBytes(text)
	if len(source) <= 40 {
		return string(source)
	}
	for end := 40; ; end-- {
		if utf8.RuneStart(source[end]) {
			return string(source[:end]) + "…"
		}
	}
}

// null tells whether a value is written as null, which is as good as not said.
func (n *node) null() bool { return n.kind == leaf && n.leaf.IsNull() }
