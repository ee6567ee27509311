// Package tuist stands in for the toolkit of dagger's full-screen front end,
// which the Go module proxy does not serve. Only the completion types are left:
// dagger's shell answers with them.
package tuist

// Completion is one proposal.
type Completion struct{ Label, Detail string }

// CompletionResult lists the proposals and where in the input they begin.
type CompletionResult struct {
	Items       []Completion
	ReplaceFrom int
}
