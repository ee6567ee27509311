package ownership

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/smithy-go"
)

// bucket is the state's, with its tags, or with the code that AWS answers instead.
type bucket struct {
	tags map[string]string
	code string
}

func (b bucket) GetBucketTagging(context.Context, *s3.GetBucketTaggingInput, ...func(*s3.Options)) (*s3.GetBucketTaggingOutput, error) {
	if b.code != "" {
		return nil, &smithy.GenericAPIError{Code: b.code, Message: "no"}
	}
	out := &s3.GetBucketTaggingOutput{}
	for key, value := range b.tags {
		out.TagSet = append(out.TagSet, types.Tag{Key: aws.String(key), Value: aws.String(value)})
	}
	return out, nil
}

func check(b bucket) error {
	return Check(context.Background(), b, Pair{"shop-eu", "prod"}, "111122223333", "shop-eu-prod-state-111122223333", "environments/prod.tfvars")
}

func TestANameOfTwoPairsIsTheFirstOnes(t *testing.T) {
	err := check(bucket{tags: map[string]string{"Project": "shop", "Environment": "eu-prod", "ManagedBy": "slipway"}})
	var taken *TakenError
	if !errors.As(err, &taken) {
		t.Fatalf("shop-eu and prod took the name of shop and eu-prod: %v", err)
	}
	for _, part := range []string{"shop-eu-prod-state-111122223333", `Project = "shop"`, `Environment = "eu-prod"`, `project = "shop-eu"`, "environments/prod.tfvars", "bootstrap plan"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("the refusal does not say %s: %v", part, err)
		}
	}
}

func TestWhatIsNobodyElsesIsLetThrough(t *testing.T) {
	for what, of := range map[string]bucket{
		"its own":                      {tags: map[string]string{"Project": "shop-eu", "Environment": "prod"}},
		"one without the tags":         {tags: map[string]string{"Team": "web"}},
		"one without any":              {code: "NoSuchTagSet"},
		"none":                         {code: "NoSuchBucket"},
		"one that may not be asked of": {code: "AccessDenied"},
	} {
		if err := check(of); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestAnAnswerThatFailedIsNoAnswer(t *testing.T) {
	var answer smithy.APIError
	if err := check(bucket{code: "InternalError"}); !errors.As(err, &answer) {
		t.Errorf("an error of S3 was let through: %v", err)
	}
}
