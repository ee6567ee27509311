package preflight

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	tables "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"dagger/slipway/internal/awserror"
)

// S3 is what is asked of it.
type S3 interface {
	HeadBucket(context.Context, *s3.HeadBucketInput, ...func(*s3.Options)) (*s3.HeadBucketOutput, error)
}

// DynamoDB is what is asked of it.
type DynamoDB interface {
	DescribeTable(context.Context, *dynamodb.DescribeTableInput, ...func(*dynamodb.Options)) (*dynamodb.DescribeTableOutput, error)
}

// Backend refuses where Terraform could not write its state, or take its lock.
func Backend(ctx context.Context, bucket, table, again string, objects S3, locks DynamoDB) (string, []Wrong, error) {
	var wrong []Wrong
	_, noBucket := objects.HeadBucket(ctx, &s3.HeadBucketInput{Bucket: aws.String(bucket)})
	out, noTable := locks.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: aws.String(table)})
	if noBucket != nil && !forbidden(noBucket) {
		wrong = append(wrong, Wrong{fmt.Sprintf("the bucket of the state, %s, can't be reached: %s", bucket, why(noBucket)), again})
		noBucket = nil
	}
	if noTable != nil && !awserror.Denied(noTable) {
		wrong = append(wrong, Wrong{fmt.Sprintf("the table of locks, %s, can't be reached: %s", table, why(noTable)), again})
		noTable = nil
	}
	if out != nil && out.Table != nil && out.Table.TableStatus != tables.TableStatusActive && out.Table.TableStatus != tables.TableStatusUpdating {
		wrong = append(wrong, Wrong{fmt.Sprintf("the table of locks, %s, is %s", table, out.Table.TableStatus), again})
	}
	return bucket + ", " + table, wrong, errors.Join(noBucket, noTable)
}

// forbidden is denied for an answer that has no body to say so, as that to HEAD.
func forbidden(err error) bool { return awserror.Denied(err) || awserror.Code(err) == "Forbidden" }
