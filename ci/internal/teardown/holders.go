// Package teardown decides what a destroy may take with it.
//
// It reads Terraform's state and nothing else: what is not in the state is not
// destroyed.
package teardown

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	tfjson "github.com/hashicorp/terraform-json"

	"dagger/slipway/internal/holds"
)

// Holder is a resource that holds data, or may.
type Holder struct {
	// Word names it on the command line: "database/shop-prod-main".
	Word string
	// Address is Terraform's.
	Address string
	// Bucket is its name where it is a bucket, which holds data only when it has objects.
	Bucket string
	// Snapshot is the copy that a destroy leaves behind; empty if none.
	Snapshot string
}

// guarded are the types whose protection has to be lifted before a destroy: against deletion, against emptying, or of
// instances against the end of their group.
var guarded = []string{"aws_autoscaling_group", "aws_ecr_repository", "aws_lb"}

// Stack is what a destroy must know of a stack's state.
type Stack struct {
	// Resources counts what is managed.
	Resources int
	Holders   []Holder
	// Guarded are the addresses whose protection has to be lifted.
	Guarded []string
	// Modules are the addresses of the modules that the root calls and that hold something, without instance keys.
	Modules []string
}

// Read takes what `terraform show -json` prints of a state; that of an empty state has no resources.
func Read(text []byte) (Stack, error) {
	var stack Stack
	var state tfjson.State
	if err := json.Unmarshal(text, &state); err != nil {
		return stack, fmt.Errorf("read the state: %w", err)
	}
	if state.Values != nil && state.Values.RootModule != nil {
		stack.add(state.Values.RootModule)
		for _, module := range state.Values.RootModule.ChildModules {
			address, _, _ := strings.Cut(module.Address, "[")
			stack.Modules = append(stack.Modules, address)
		}
	}
	slices.Sort(stack.Modules)
	stack.Modules = slices.Compact(stack.Modules)
	slices.SortFunc(stack.Holders, func(a, b Holder) int { return cmp.Compare(a.Word, b.Word) })
	slices.Sort(stack.Guarded)
	return stack, nil
}

func (s *Stack) add(module *tfjson.StateModule) {
	if module == nil {
		return
	}
	for _, r := range module.Resources {
		if r.Mode != tfjson.ManagedResourceMode {
			continue
		}
		s.Resources++
		kind := holds.Kinds[r.Type]
		if kind.Word != "" || slices.Contains(guarded, r.Type) {
			s.Guarded = append(s.Guarded, r.Address)
		}
		if kind.Word == "" {
			continue
		}
		name := text(r.AttributeValues[kind.Name])
		h := Holder{Word: kind.Word + "/" + name, Address: r.Address}
		if r.Type == "aws_s3_bucket" {
			h.Bucket = name
		}
		if skips, known := r.AttributeValues["skip_final_snapshot"].(bool); known && !skips {
			h.Snapshot = text(r.AttributeValues["final_snapshot_identifier"])
		}
		s.Holders = append(s.Holders, h)
	}
	for _, child := range module.ChildModules {
		s.add(child)
	}
}

func text(value any) string {
	text, _ := value.(string)
	return text
}

// UnnamedError is a destroy that would take data which the call did not name.
type UnnamedError struct {
	Environment string
	Unnamed     []string // the words that are missing
	Unknown     []string // the words that name nothing
}

func (e *UnnamedError) Error() string {
	var text strings.Builder
	if len(e.Unknown) > 0 {
		fmt.Fprintf(&text, "--data names what environment %s does not hold: %s", e.Environment, strings.Join(e.Unknown, ", "))
	}
	if len(e.Unnamed) > 0 {
		if text.Len() > 0 {
			text.WriteString("; and ")
		}
		fmt.Fprintf(&text, "a destroy of environment %s takes data with it that the call does not name: %s", e.Environment, strings.Join(e.Unnamed, ", "))
		fmt.Fprintf(&text, ". If all of it may go, add --data %s; nothing was changed", strings.Join(e.Unnamed, ","))
	}
	return text.String()
}

// Permit holds what has data against what the call named: each must be named. What is named and not there may have gone in a run
// that was interrupted, if its name begins as those of the environment do; another name is a mistake.
func Permit(environment, prefix string, holders []Holder, named []string) error {
	refusal := &UnnamedError{Environment: environment}
	for _, h := range holders {
		if !slices.Contains(named, h.Word) {
			refusal.Unnamed = append(refusal.Unnamed, h.Word)
		}
	}
	for _, word := range named {
		_, name, _ := strings.Cut(word, "/")
		if !strings.HasPrefix(name, prefix) && !slices.ContainsFunc(holders, func(h Holder) bool { return h.Word == word }) {
			refusal.Unknown = append(refusal.Unknown, word)
		}
	}
	if len(refusal.Unnamed)+len(refusal.Unknown) == 0 {
		return nil
	}
	return refusal
}
