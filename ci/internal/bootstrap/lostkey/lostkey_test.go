package lostkey

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"
	"github.com/aws/smithy-go"

	"dagger/slipway/internal/awserror"
)

// store has keys on pages of one, each with its tags; a key without tags is somebody else's.
type store struct {
	keys   []string
	tags   map[string]map[string]string
	ending string
	closed bool
}

func refused() error { return &smithy.GenericAPIError{Code: "AccessDeniedException", Message: "no"} }

func (s *store) ListKeys(_ context.Context, in *kms.ListKeysInput, _ ...func(*kms.Options)) (*kms.ListKeysOutput, error) {
	if s.closed {
		return nil, refused()
	}
	at := len(aws.ToString(in.Marker))
	out := &kms.ListKeysOutput{Keys: []types.KeyListEntry{{KeyId: aws.String(s.keys[at])}}}
	if at+1 < len(s.keys) {
		out.Truncated, out.NextMarker = true, aws.String(aws.ToString(in.Marker)+"x")
	}
	return out, nil
}

func (s *store) ListResourceTags(_ context.Context, in *kms.ListResourceTagsInput, _ ...func(*kms.Options)) (*kms.ListResourceTagsOutput, error) {
	tags, mine := s.tags[*in.KeyId]
	if !mine {
		return nil, refused()
	}
	out := &kms.ListResourceTagsOutput{}
	for key, value := range tags {
		out.Tags = append(out.Tags, types.Tag{TagKey: aws.String(key), TagValue: aws.String(value)})
	}
	return out, nil
}

func (s *store) DescribeKey(_ context.Context, in *kms.DescribeKeyInput, _ ...func(*kms.Options)) (*kms.DescribeKeyOutput, error) {
	if *in.KeyId != s.ending {
		return &kms.DescribeKeyOutput{KeyMetadata: &types.KeyMetadata{KeyId: in.KeyId}}, nil
	}
	return &kms.DescribeKeyOutput{KeyMetadata: &types.KeyMetadata{KeyId: in.KeyId, DeletionDate: aws.Time(time.Now())}}, nil
}

func TestFind(t *testing.T) {
	of := func(environment, name string) map[string]string {
		return map[string]string{"Project": "shop", "Environment": environment, "Name": name, "ManagedBy": "slipway"}
	}
	tags := map[string]map[string]string{
		"alarms": of("prod", "shop-prod-alarms"), "release": of("prod", "shop-prod-release"), "other": of("prod-eu", "shop-prod-eu-alarms"),
	}
	want := map[string]string{"Project": "shop", "Environment": "prod", "Name": "shop-prod-alarms"}
	for what, c := range map[string]struct {
		store store
		want  string
	}{
		"one among others":            {store{keys: []string{"somebody's", "other", "release", "alarms"}, tags: tags}, "alarms"},
		"none of this environment":    {store{keys: []string{"other", "release"}, tags: tags}, ""},
		"one that waits for its end":  {store{keys: []string{"alarms"}, tags: tags, ending: "alarms"}, ""},
		"a caller who may not list":   {store{closed: true}, ""},
		"all of them are somebody's":  {store{keys: []string{"a", "b"}}, ""},
		"the one for it is the first": {store{keys: []string{"alarms", "somebody's"}, tags: tags}, "alarms"},
	} {
		got, err := Find(t.Context(), &c.store, want)
		if err != nil || got != c.want {
			t.Errorf("%s: %q, %v; want %q", what, got, err, c.want)
		}
	}
	if !awserror.Denied(refused()) || awserror.Denied(errors.New("AccessDenied")) || awserror.Denied(nil) {
		t.Error("awserror.Denied does not tell what was denied")
	}
}
