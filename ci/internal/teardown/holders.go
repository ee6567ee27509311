// Package teardown decides what a destroy may take with it.
//
// It reads Terraform's state and nothing else: what is not in the state is not
// destroyed.
package teardown

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"dagger/slipway/internal/holds"
	"dagger/slipway/internal/tfstate"
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

// Protections are the attributes that keep a resource from a destroy, or its data from going with it, and what they are where
// they don't: against deletion, against emptying, or of instances against the end of their group.
var Protections = map[string]bool{
	"delete_automated_backups": true, "deletion_protection": false, "deletion_protection_enabled": false, "enable_deletion_protection": false,
	"force_delete": true, "force_delete_warm_pool": true, "force_destroy": true, "protect_from_scale_in": false,
}

// unsaid are the protections of which AWS knows nothing: the state of what was imported has null there, and that keeps it.
var unsaid = map[string]string{"aws_autoscaling_group": "force_delete", "aws_ecr_repository": "force_delete", "aws_s3_bucket": "force_destroy"}

// noProtection are kinds whose attribute of such a name protects nothing of ours: at EventBridge it is for the rules of AWS's services alone.
// Nothing lifts it, so it would be asked about in each destroy, with all that a rule's values need.
var noProtection = map[string]string{"aws_cloudwatch_event_rule": "force_destroy", "aws_cloudwatch_event_target": "force_destroy"}

// accounts are kinds that are the account's, whoever made them: other environments and other people live by them.
var accounts = []string{"aws_ecs_account_setting_default"}

// Stack is what a destroy must know of a stack's state.
type Stack struct {
	// Resources counts what is managed, and goes.
	Resources int
	// Stays are the addresses of what is the account's. Terraform would not delete it but switch it off.
	Stays   []string
	Holders []Holder
	// Guarded are the addresses whose protection has to be lifted. Once it is, nothing asks about them again: a run that was killed
	// may have left half of a stack, whose values can't be evaluated.
	Guarded []string
	// Roots are the addresses of what is in no module.
	Roots []string
	// Modules are the addresses of the modules that the root calls and that hold something, without instance keys.
	Modules []string
}

// Of sorts out what a state holds.
func Of(state tfstate.State) Stack {
	stack := Stack{Modules: state.Modules()}
	for _, r := range state.Resources {
		if slices.Contains(accounts, r.Type) {
			stack.Stays = append(stack.Stays, r.Address)
			continue
		}
		stack.Resources++
		if r.Module == "" {
			stack.Roots = append(stack.Roots, r.Address)
		}
		if protected(r) {
			stack.Guarded = append(stack.Guarded, r.Address)
		}
		if kind := holds.Kinds[r.Type]; kind.Word != "" {
			stack.Holders = append(stack.Holders, holder(r, kind))
		}
	}
	slices.SortFunc(stack.Holders, func(a, b Holder) int { return cmp.Compare(a.Word, b.Word) })
	slices.Sort(stack.Guarded)
	return stack
}

func protected(r tfstate.Resource) bool {
	for attribute, lifted := range Protections {
		if attribute == "protect_from_scale_in" || noProtection[r.Type] == attribute {
			continue // instances go with a group that is deleted by force, protected or not
		}
		value, has := r.Attributes[attribute]
		is, known := value.(bool)
		if known && is != lifted || has && value == nil && unsaid[r.Type] == attribute {
			return true
		}
	}
	return false
}

func holder(r tfstate.Resource, kind holds.Kind) Holder {
	h := Holder{Word: kind.Word + "/" + r.Text(kind.Name), Address: r.Address}
	if r.Type == "aws_s3_bucket" {
		h.Bucket = r.Text(kind.Name)
	}
	if skips, known := r.Attributes["skip_final_snapshot"].(bool); known && !skips {
		h.Snapshot = r.Text("final_snapshot_identifier")
	}
	return h
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
		fmt.Fprintf(&text, "--data names what environment %s does not hold: %s (leave it out)", e.Environment, strings.Join(e.Unknown, ", "))
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
