package environment

import (
	"fmt"

	"github.com/hashicorp/hcl/v2/ext/typeexpr"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"
)

// form is what a value must be: a type, and the defaults of the attributes that it may lack.
type form struct {
	cty.Type
	defaults *typeexpr.Defaults
	source   string // the file that declares it
}

// part is the form of an attribute, or of one place of a tuple.
func (f form) part(name string, of cty.Type) form {
	part := form{Type: of, source: f.source}
	if f.defaults != nil {
		part.defaults = f.defaults.Children[name]
	}
	return part
}

// element is the form of each value of a collection.
func (f form) element() form { return f.part("", f.ElementType()) }

// standsFor says what null means at an attribute that has a default: Terraform takes the default there, and not nothing, which whoever wrote
// null may have meant. It is "" where the default is nothing, too.
func (f form) standsFor(name string) string {
	if f.defaults == nil {
		return ""
	}
	value, ok := f.defaults.DefaultValues[name]
	if !ok {
		return ""
	}
	if inside := f.defaults.Children[name]; inside != nil && !value.IsNull() {
		value = inside.Apply(value)
	}
	if nothing(value) {
		return ""
	}
	said := ""
	if text := hclwrite.TokensForValue(value).Bytes(); len(text) <= 40 {
		said = ", " + string(text)
	}
	instead := "leave it out, or write the value that you mean"
	if t := f.AttributeType(name); t.IsObjectType() && t.HasAttribute("enabled") {
		instead = fmt.Sprintf("write %s = { enabled = false } to have none, or leave it out", name)
	}
	return fmt.Sprintf("null is not nothing here, Terraform takes the default%s: %s", said, instead)
}

// nothing tells whether a value is as good as none: null, false, empty, or an object of such.
func nothing(value cty.Value) bool {
	switch t := value.Type(); {
	case value.IsNull():
		return true
	case t == cty.Bool:
		return value.False()
	case t == cty.String:
		return value.AsString() == ""
	case t.IsObjectType():
		for _, part := range value.AsValueMap() {
			if !nothing(part) {
				return false
			}
		}
		return true
	case value.CanIterateElements():
		return value.LengthInt() == 0
	}
	return false
}
