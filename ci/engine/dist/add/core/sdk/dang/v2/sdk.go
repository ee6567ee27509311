// Package dangv2 stands in for the Dang SDK, whose interpreter the Go module
// proxy does not serve. A module written in Dang is refused with its reason.
package dangv2

import (
	"context"
	"errors"

	"github.com/dagger/dagger/core"
	"github.com/dagger/dagger/dagql"
)

var errUnsupported = errors.New("modules written in Dang are not supported by the bare-host engine: run this one with the official dagger")

// Impl is what dagger's dispatcher calls.
type Impl struct{}

// ModuleTypes answers "not supported".
func (Impl) ModuleTypes(context.Context, *core.SchemaBuilder, dagql.ObjectResult[*core.ModuleSource], dagql.ObjectResult[*core.Module]) (none dagql.ObjectResult[*core.Module], err error) {
	return none, errUnsupported
}

// Runtime answers "not supported".
func (Impl) Runtime(context.Context, *core.SchemaBuilder, dagql.ObjectResult[*core.ModuleSource]) (core.ModuleRuntime, error) {
	return nil, errUnsupported
}
