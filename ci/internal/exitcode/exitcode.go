// Package exitcode has a function end the command line with a code of its own, so that a script can tell one end from another.
package exitcode

import "github.com/vektah/gqlparser/v2/gqlerror"

// Of is an error with which `dagger call` exits with that code, and not with 1. Dagger passes on the code of an exec that failed, by
// these extensions of its error (v0.21.8, cmd/dagger/functions.go).
func Of(code int, err error) error {
	if err == nil {
		return nil
	}
	return &gqlerror.Error{Err: err, Message: err.Error(), Extensions: map[string]any{
		"_type": "EXEC_ERROR", "cmd": []string{}, "exitCode": code, "stdout": "", "stderr": "",
	}}
}
