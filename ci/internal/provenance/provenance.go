// Package provenance writes down how an image came to be: an in-toto statement about it with a predicate of SLSA's.
//
// Neither a clock nor a name of a machine is in it: the same image from the same commit has the same provenance.
package provenance

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	slsa "github.com/in-toto/attestation/go/predicates/provenance/v1"
	intoto "github.com/in-toto/attestation/go/v1"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/structpb"
)

// Type is the artifactType of a provenance in a registry: that of any in-toto statement.
const Type = "application/vnd.in-toto+json"

const (
	predicateType = "https://slsa.dev/provenance/v1"
	// What builds, and how: names, which nobody needs to reach.
	builder   = "urn:slipway:pipeline"
	buildType = "urn:slipway:build:v1"
)

// Build is what is known of how an image came to be.
type Build struct {
	Service string
	Path    string // of the service, in the repository
	Kind    string // what it is built from
	Digest  string // of the image, "sha256:…"

	Source string // hash of the files that can change the image
	Commit string // of git, where it holds exactly those files; may be empty
	GoSum  string // hash of go.sum; may be empty
	Bases  []Base

	Engine string // version of the engine that ran the build
}

// Base is an image that the build ran in or started from.
type Base struct{ Name, Digest string }

// Statement is the provenance as JSON.
func (b Build) Statement() ([]byte, error) {
	predicate, err := b.predicate()
	if err != nil {
		return nil, err
	}
	statement := &intoto.Statement{
		Type:          intoto.StatementTypeUri,
		Subject:       []*intoto.ResourceDescriptor{{Name: b.Service, Digest: sha256(b.Digest)}},
		PredicateType: predicateType,
		Predicate:     predicate,
	}
	if err := statement.Validate(); err != nil {
		return nil, fmt.Errorf("write the provenance of service %s: %w", b.Service, err)
	}
	return marshal(statement)
}

func (b Build) predicate() (*structpb.Struct, error) {
	parameters, err := structpb.NewStruct(map[string]any{"service": b.Service, "path": b.Path, "kind": b.Kind})
	if err != nil {
		return nil, err
	}
	made := &slsa.Provenance{
		BuildDefinition: &slsa.BuildDefinition{
			BuildType: buildType, ExternalParameters: parameters, ResolvedDependencies: b.dependencies(),
		},
		RunDetails: &slsa.RunDetails{Builder: &slsa.Builder{Id: builder, Version: map[string]string{"dagger": b.Engine}}},
	}
	if err := made.Validate(); err != nil {
		return nil, fmt.Errorf("write the provenance of service %s: %w", b.Service, err)
	}
	text, err := marshal(made)
	if err != nil {
		return nil, err
	}
	predicate := &structpb.Struct{}
	return predicate, protojson.Unmarshal(text, predicate)
}

func (b Build) dependencies() []*intoto.ResourceDescriptor {
	all := []*intoto.ResourceDescriptor{{Name: "source", Digest: sha256(b.Source)}}
	if b.Commit != "" {
		all = append(all, &intoto.ResourceDescriptor{Name: "commit", Digest: map[string]string{"gitCommit": b.Commit}})
	}
	if b.GoSum != "" {
		all = append(all, &intoto.ResourceDescriptor{Name: "go.sum", Digest: sha256(b.GoSum)})
	}
	for _, base := range b.Bases {
		all = append(all, &intoto.ResourceDescriptor{Name: base.Name, Digest: sha256(base.Digest)})
	}
	return all
}

func sha256(digest string) map[string]string {
	return map[string]string{"sha256": strings.TrimPrefix(digest, "sha256:")}
}

// marshal takes out the spaces that protojson puts in at random.
func marshal(m proto.Message) ([]byte, error) {
	text, err := protojson.Marshal(m)
	if err != nil {
		return nil, err
	}
	var compact bytes.Buffer
	err = json.Compact(&compact, text)
	return compact.Bytes(), err
}
