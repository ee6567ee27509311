package plan

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// BindingFormat is the version of Binding's JSON that this code writes, and the only one that it reads.
const BindingFormat = 3

// Binding says what a plan was made from. It is saved beside the plan and compared before the apply, so that what was reviewed
// is what ships.
type Binding struct {
	// Format is BindingFormat. Encode sets it.
	Format int `json:"format"`
	// Account and Region are where the plan was made: "123456789012", "eu-west-1".
	Account string `json:"account"`
	Region  string `json:"region"`
	// Environment names the tfvars: "prod".
	Environment string `json:"environment"`
	// Services names the content that the services are built from, Terraform that of terraform/.
	Services  string `json:"services"`
	Terraform string `json:"terraform"`
	// Images maps each service to a reference by digest.
	Images map[string]string `json:"images"`
	// State is the state that the plan was made from: its lineage and serial, or "none".
	State string `json:"state"`
	// LockHash is the Hash of .terraform.lock.hcl.
	LockHash string `json:"lockHash"`
	// PlanHash is the Hash of the plan file.
	PlanHash string `json:"planHash"`
	// SummaryHash is the Hash of the text that people review.
	SummaryHash string `json:"summaryHash"`
}

// Encode returns the binding as JSON, always the same for the same binding.
func (b Binding) Encode() ([]byte, error) {
	b.Format = BindingFormat
	data, err := json.MarshalIndent(b, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("encode the plan's binding: %w", err)
	}
	return append(data, '\n'), nil
}

// DecodeBinding reads what Encode wrote. It refuses another format, unknown fields and anything after the object, because a
// field that is skipped is a field that is not compared.
func DecodeBinding(data []byte) (Binding, error) {
	// The format comes first: a newer one is best named as such, not by the first field that is new in it.
	var version struct {
		Format int `json:"format"`
	}
	if err := json.Unmarshal(data, &version); err != nil {
		return Binding{}, fmt.Errorf("read the plan's binding: %w: run plan again", err)
	}
	if version.Format != BindingFormat {
		return Binding{}, fmt.Errorf("the plan's binding has format %d, and this version of slipway reads format %d: "+
			"run plan again, with the version that will apply it", version.Format, BindingFormat)
	}
	var b Binding
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	err := decoder.Decode(&b)
	if _, after := decoder.Token(); err == nil && !errors.Is(after, io.EOF) {
		err = errors.New("something follows the JSON object")
	}
	if err != nil {
		return Binding{}, fmt.Errorf("read the plan's binding: %w: run plan again", err)
	}
	return b, nil
}

// Difference is one field in which a plan and the present differ.
type Difference struct {
	// Field is "account", "region", "environment", "services", "terraform", "provider lock", "state", "plan file", "summary", "format" or
	// "image NAME".
	Field string
	// Old is what the plan was made from, New what is there now; either is empty when it has no such field.
	Old, New string
}

// MismatchError says that a plan was made from something else than what is there now.
type MismatchError struct {
	// Environment is the plan's.
	Environment string
	// Differences is never empty.
	Differences []Difference
}

// Error names each field that differs, with short values.
func (e *MismatchError) Error() string {
	parts := make([]string, len(e.Differences))
	for i, d := range e.Differences {
		before, now := short(d.Old), short(d.New)
		if before == now {
			before, now = d.Old, d.New
		}
		parts[i] = fmt.Sprintf("%s %s → %s", d.Field, cmp.Or(before, "none"), cmp.Or(now, "none"))
	}
	return fmt.Sprintf("the plan for %s no longer matches: %s: run plan again", e.Environment, strings.Join(parts, "; "))
}

// Check compares the binding of a saved plan with what is there now. It returns nil or a *MismatchError with every
// difference.
func (b Binding) Check(want Binding) error {
	var found []Difference
	compare := func(field, before, now string) {
		if before != now {
			found = append(found, Difference{Field: field, Old: before, New: now})
		}
	}
	// A binding that was never encoded has no format yet.
	compare("format", strconv.Itoa(cmp.Or(b.Format, BindingFormat)), strconv.Itoa(cmp.Or(want.Format, BindingFormat)))
	compare("account", b.Account, want.Account)
	compare("region", b.Region, want.Region)
	compare("environment", b.Environment, want.Environment)
	compare("services", b.Services, want.Services)
	compare("terraform", b.Terraform, want.Terraform)
	services := slices.AppendSeq(slices.Collect(maps.Keys(b.Images)), maps.Keys(want.Images))
	slices.Sort(services)
	for _, service := range slices.Compact(services) {
		compare("image "+service, b.Images[service], want.Images[service])
	}
	compare("provider lock", b.LockHash, want.LockHash)
	compare("state", b.State, want.State)
	compare("plan file", b.PlanHash, want.PlanHash)
	compare("summary", b.SummaryHash, want.SummaryHash)
	if len(found) > 0 {
		return &MismatchError{Environment: b.Environment, Differences: found}
	}
	return nil
}

var longHex = regexp.MustCompile(`[0-9a-f]{40,}`)

// short cuts digests and commits down to the twelve digits that people compare by eye.
func short(value string) string {
	return longHex.ReplaceAllStringFunc(value, func(digits string) string { return digits[:12] })
}
