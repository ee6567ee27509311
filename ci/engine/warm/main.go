// Command warm imports what the generated code of a Dagger module imports. It is
// compiled once, into the caches of the Go SDK's image; see ../warm.go.
package main

import (
	_ "dagger.io/dagger"
	_ "github.com/dagger/otel-go"
	_ "github.com/dagger/querybuilder"
)

func main() {}
