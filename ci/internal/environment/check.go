package environment

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/typeexpr"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// check compares a value with the type that its variable has. What Terraform converts passes: "8080" is a number, true a
// string. Attributes that the type does not have do not, although Terraform would drop them in silence.
func (r *reader) check(n *node, want form, path string) {
	switch {
	case n.kind == broken:
	case want.Type == cty.DynamicPseudoType:
	case n.null():
		r.fail(n.at, path, "%s is needed, this is null", words(want.Type))
	case want.IsObjectType():
		r.checkObject(n, want, path)
	case want.IsMapType() && n.kind == object:
		for _, i := range n.items {
			r.check(i.node, want.element(), join(path, i.key))
		}
	case (want.IsListType() || want.IsSetType()) && n.kind == list:
		for index, i := range n.items {
			r.check(i.node, want.element(), fmt.Sprintf("%s[%d]", path, index))
		}
	case want.IsTupleType() && n.kind == list && len(n.items) == want.Length():
		for index, i := range n.items {
			r.check(i.node, want.part(strconv.Itoa(index), want.TupleElementType(index)), fmt.Sprintf("%s[%d]", path, index))
		}
	case want.IsPrimitiveType() && n.kind == leaf:
		if _, err := convert.Convert(n.leaf, want.Type); err != nil {
			r.fail(n.at, path, "%s is needed, this is %s", words(want.Type), n.words())
		}
	case (want.IsListType() || want.IsSetType()) && n.kind == leaf:
		r.fail(n.at, path, "%s is needed, this is %s: write [%s]", words(want.Type), n.words(), excerpt(n.at, r.text))
	default:
		r.fail(n.at, path, "%s is needed, this is %s", words(want.Type), n.words())
	}
}

func (r *reader) checkObject(n *node, want form, path string) {
	if n.kind != object {
		r.fail(n.at, path, "%s is needed, this is %s", words(want.Type), n.words())
		return
	}
	types := want.AttributeTypes()
	for _, i := range n.items {
		attribute, ok := types[i.key]
		if !ok {
			r.fail(i.at, join(path, i.key), "%s", unknown(i.key, slices.Sorted(maps.Keys(types)), want.source))
			continue
		}
		if i.null() && want.AttributeOptional(i.key) {
			if instead := want.standsFor(i.key); instead != "" {
				r.fail(i.at, join(path, i.key), "%s", instead)
			}
			continue // else null is as good as not said
		}
		r.check(i.node, want.part(i.key, attribute), join(path, i.key))
	}
	for _, name := range slices.Sorted(maps.Keys(types)) {
		if n.get(name) == nil && !want.AttributeOptional(name) {
			r.fail(n.at, join(path, name), "this is missing: %s is needed", words(types[name]))
		}
	}
}

// convert is the value as Terraform has it, once check found no fault in it.
func (r *reader) convert(n *node, want cty.Type, path string) (cty.Value, bool) {
	value, err := convert.Convert(n.value(), want)
	if err == nil {
		return value, true
	}
	var at cty.PathError
	if errors.As(err, &at) {
		for _, step := range at.Path {
			if s, ok := step.(cty.GetAttrStep); ok {
				path = join(path, s.Name)
			}
		}
	}
	r.fail(n.at, path, "this is not of the type %s", typeexpr.TypeString(want))
	return cty.NilVal, false
}

// words says what a type is to a person.
func words(t cty.Type) string {
	switch {
	case t == cty.String:
		return "a string"
	case t == cty.Number:
		return "a number"
	case t == cty.Bool:
		return "true or false"
	case t.IsMapType():
		return "a map { name = … }"
	case t.IsObjectType():
		return "an object { … }"
	case t.IsTupleType():
		return fmt.Sprintf("a list of %d", t.Length())
	case t.IsListType(), t.IsSetType():
		return "a list"
	default:
		return "a value"
	}
}

// words says what is written.
func (n *node) words() string {
	switch {
	case n.kind == list:
		return "a list"
	case n.kind == object:
		return "an object"
	case n.leaf.IsNull():
		return "null"
	case n.leaf.Type() == cty.String:
		if text := n.leaf.AsString(); len(text) <= 40 {
			return "the string " + strconv.Quote(text)
		}
		return "a string"
	case n.leaf.Type() == cty.Bool:
		return strconv.FormatBool(n.leaf.True())
	default:
		return "a number"
	}
}

// join writes a path as Terraform does.
func join(path, key string) string {
	switch {
	case !bareWord.MatchString(key):
		return path + "[" + strconv.Quote(key) + "]"
	case path == "":
		return key
	default:
		return path + "." + key
	}
}

func (r *reader) fail(at hcl.Range, path, format string, args ...any) {
	r.problems = append(r.problems, Problem{File: r.file, Line: at.Start.Line, Path: path, Message: fmt.Sprintf(format, args...)})
}
