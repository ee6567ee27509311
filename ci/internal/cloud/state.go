package cloud

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go"
)

// State says which state of a stack is the current one.
type State struct {
	// Exists is false before the first apply.
	Exists bool
	// Lineage names the state through all its changes, and Serial counts them.
	Lineage string
	Serial  int
	// Outputs are its outputs: NAME → {value}.
	Outputs map[string]json.RawMessage

	// Modules are the modules that the root calls and of which it holds something: "module.state".
	Modules []string

	names map[string][]string // by resource type, the attribute name of each instance
}

// Names are the names of the resources of a type in the state.
func (s State) Names(kind string) []string { return s.names[kind] }

// String is what a binding holds: "LINEAGE#SERIAL", or "none".
func (s State) String() string {
	if !s.Exists {
		return "none"
	}
	return fmt.Sprintf("%s#%d", s.Lineage, s.Serial)
}

// Bucket reports whether the state bucket exists, in this account and for these credentials.
func (t *Target) Bucket(ctx context.Context, account string) (bool, error) {
	client, err := t.S3(ctx)
	if err != nil {
		return false, err
	}
	bucket := t.StateBucket(account)
	_, err = client.HeadBucket(ctx, &s3.HeadBucketInput{Bucket: aws.String(bucket)})
	if hasCode(err, "NotFound", "NoSuchBucket") {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("look for the state bucket %s: %w", bucket, err)
	}
	return true, nil
}

// State looks at the state of a stack in the state bucket: the object decides, not the bucket, which an interrupted bootstrap
// leaves without one.
func (t *Target) State(ctx context.Context, account, stack string) (State, error) {
	client, err := t.S3(ctx)
	if err != nil {
		return State{}, err
	}
	bucket, object := t.StateBucket(account), stack+"/terraform.tfstate"
	got, err := client.GetObject(ctx, &s3.GetObjectInput{Bucket: aws.String(bucket), Key: aws.String(object)})
	if hasCode(err, "NoSuchKey", "NoSuchBucket", "NotFound") {
		return State{}, nil
	}
	if err != nil {
		return State{}, fmt.Errorf("read the state s3://%s/%s: %w", bucket, object, err)
	}
	defer got.Body.Close()
	text, err := io.ReadAll(got.Body)
	if err != nil {
		return State{}, fmt.Errorf("read the state s3://%s/%s: %w", bucket, object, err)
	}
	state, err := parseState(text)
	if err != nil {
		return State{}, fmt.Errorf("the state s3://%s/%s can't be read: bring back an older version of the object: %w", bucket, object, err)
	}
	return state, nil
}

func parseState(text []byte) (State, error) {
	var raw struct {
		Lineage   string
		Serial    int
		Outputs   map[string]json.RawMessage
		Resources []struct {
			Mode, Type, Module string
			Instances          []struct{ Attributes struct{ Name any } }
		}
	}
	// The text stays out of the error: a state holds secrets.
	if json.Unmarshal(text, &raw) != nil || raw.Lineage == "" {
		return State{}, errors.New("it is no state of Terraform")
	}
	state := State{Exists: true, Lineage: raw.Lineage, Serial: raw.Serial, Outputs: raw.Outputs, names: map[string][]string{}}
	for _, r := range raw.Resources {
		if r.Mode != "managed" {
			continue
		}
		if module, _, _ := strings.Cut(r.Module, "["); len(r.Instances) > 0 && !slices.Contains(state.Modules, module) {
			state.Modules = append(state.Modules, module)
		}
		for _, instance := range r.Instances {
			if name, ok := instance.Attributes.Name.(string); ok {
				state.names[r.Type] = append(state.names[r.Type], name)
			}
		}
	}
	return state, nil
}

// HasObjects reports whether a bucket holds anything, old versions included. One that is gone holds nothing.
func (t *Target) HasObjects(ctx context.Context, bucket string) (bool, error) {
	client, err := t.S3(ctx)
	if err != nil {
		return false, err
	}
	listed, err := client.ListObjectVersions(ctx, &s3.ListObjectVersionsInput{Bucket: aws.String(bucket), MaxKeys: aws.Int32(1)})
	if hasCode(err, "NoSuchBucket") {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("look into bucket %s: %w", bucket, err)
	}
	return len(listed.Versions) > 0, nil
}

// hasCode reports whether AWS answered with one of these codes.
func hasCode(err error, codes ...string) bool {
	var answer smithy.APIError
	if !errors.As(err, &answer) {
		return false
	}
	for _, code := range codes {
		if answer.ErrorCode() == code {
			return true
		}
	}
	return false
}
