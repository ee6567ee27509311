// Package ownership asks whose the name of an environment is. All names in AWS begin with <project>-<environment>, and both may have
// hyphens: shop and eu-prod make the same name as shop-eu and prod. The tags of the state's bucket say which pair was there first.
package ownership

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"dagger/slipway/internal/awserror"
)

// API is the part of S3's client that is used here. *s3.Client is one.
type API interface {
	GetBucketTagging(context.Context, *s3.GetBucketTaggingInput, ...func(*s3.Options)) (*s3.GetBucketTaggingOutput, error)
}

// Pair is what a name is made of.
type Pair struct{ Project, Environment string }

// Name is what all names of the environment begin with.
func (p Pair) Name() string { return p.Project + "-" + p.Environment }

// TakenError is a name that another environment of the account has.
type TakenError struct {
	Wanted, Owner Pair
	File          string // the settings that say Wanted
	Account       string
	Bucket        string // the state's, whose tags say Owner
}

func (e *TakenError) Error() string {
	return fmt.Sprintf("the name %s is another environment's in account %s: the bucket %s has the tags Project = %q and Environment = %q, and %s says project = %q and "+
		"environment = %q. Both make one name, so that state, roles and repositories would be the same ones. Nothing was changed. "+
		"In %[6]s write a project or an environment that makes another name, best an environment without a hyphen, and run bootstrap plan again",
		e.Wanted.Name(), e.Account, e.Bucket, e.Owner.Project, e.Owner.Environment, e.File, e.Wanted.Project, e.Wanted.Environment)
}

// Check refuses a name that another environment of the account has. It can't say whose a bucket without tags is, nor one whose tags the
// caller may not read: such a one is let through, as one that is not there.
func Check(ctx context.Context, client API, wanted Pair, account, bucket, file string) error {
	out, err := client.GetBucketTagging(ctx, &s3.GetBucketTaggingInput{Bucket: aws.String(bucket)})
	if awserror.Denied(err) || awserror.Has(err, "NoSuchBucket", "NoSuchTagSet", "NotFound") {
		return nil
	}
	if err != nil {
		return fmt.Errorf("ask whose the bucket %s is: %w", bucket, err)
	}
	owner := wanted
	for _, tag := range out.TagSet {
		switch aws.ToString(tag.Key) {
		case "Project":
			owner.Project = aws.ToString(tag.Value)
		case "Environment":
			owner.Environment = aws.ToString(tag.Value)
		}
	}
	if owner != wanted {
		return &TakenError{Wanted: wanted, Owner: owner, File: file, Account: account, Bucket: bucket}
	}
	return nil
}
