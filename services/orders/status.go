package main

import (
	"fmt"
	"slices"
)

// Status is where an order is on its way.
type Status string

const (
	pending   Status = "pending"
	confirmed Status = "confirmed"
	shipped   Status = "shipped"
	cancelled Status = "cancelled"
)

// next is the state machine: what may follow what. An order that has shipped
// or was cancelled stays so.
var next = map[Status][]Status{
	pending:   {confirmed, cancelled},
	confirmed: {shipped, cancelled},
	shipped:   nil,
	cancelled: nil,
}

// transitionError refuses a step that the state machine does not have.
type transitionError struct {
	id       string
	from, to Status
}

func (e *transitionError) Error() string {
	if len(next[e.from]) == 0 {
		return fmt.Sprintf("order %s is %s, which is final: it cannot become %s", e.id, e.from, e.to)
	}
	return fmt.Sprintf("order %s is %s: it cannot become %s, only one of %v", e.id, e.from, e.to, next[e.from])
}

// move returns whether o changes on its way to the status, or a
// transitionError, or errChanged unless version is o's or "". An order that is
// there already does not change, and that is no error, whatever the version: a
// caller who did not get the first answer asks again.
func (o Order) move(to Status, version string) (changes bool, err error) {
	if o.Status == to {
		return false, nil
	}
	if version != "" && version != o.Version {
		return false, errChanged
	}
	if !slices.Contains(next[o.Status], to) {
		return false, &transitionError{id: o.ID, from: o.Status, to: to}
	}
	return true, nil
}
