package adopt

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	tables "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	"github.com/aws/aws-sdk-go-v2/service/rds/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	buckets "github.com/aws/aws-sdk-go-v2/service/s3/types"

	"dagger/slipway/internal/awserror"
)

// bucket finds one by its name, which ends in the account. One of another account is forbidden, and Terraform says so.
func bucket(ctx context.Context, r *round, c Create) ([]Thing, error) {
	name := aws.String(c.text("bucket"))
	_, err := r.aws.S3.HeadBucket(ctx, &s3.HeadBucketInput{Bucket: name})
	if awserror.Has(err, "NotFound", "NoSuchBucket", "Forbidden") {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	answer, err := r.aws.S3.GetBucketTagging(ctx, &s3.GetBucketTaggingInput{Bucket: name})
	if err != nil && !awserror.Has(err, "NoSuchTagSet") {
		return nil, err
	}
	thing := Thing{ID: *name, Name: *name, Bare: true} // S3 is told of tags in a second call
	if err == nil {
		thing.Tags = pairs(answer.TagSet, func(t buckets.Tag) (*string, *string) { return t.Key, t.Value })
	}
	return []Thing{thing}, nil
}

func table(ctx context.Context, r *round, c Create) ([]Thing, error) {
	answer, err := r.aws.Tables.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: aws.String(c.text("name"))})
	if awserror.Has(err, "ResourceNotFoundException") {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	tags, err := r.aws.Tables.ListTagsOfResource(ctx, &dynamodb.ListTagsOfResourceInput{ResourceArn: answer.Table.TableArn})
	if err != nil {
		return nil, err
	}
	return []Thing{{ID: c.text("name"), Name: aws.ToString(answer.Table.TableArn),
		Tags: pairs(tags.Tags, func(t tables.Tag) (*string, *string) { return t.Key, t.Value })}}, nil
}

// made is how long a database may take, with its standby.
const made = 45 * time.Minute

// database finds an instance, and waits until it is made: what a plan says of one that is not is not what will be.
func database(ctx context.Context, r *round, c Create) ([]Thing, error) {
	question := &rds.DescribeDBInstancesInput{DBInstanceIdentifier: aws.String(c.text("identifier"))}
	answer, err := r.aws.RDS.DescribeDBInstances(ctx, question)
	if awserror.Has(err, "DBInstanceNotFound", "DBInstanceNotFoundFault") {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var things []Thing
	for _, d := range answer.DBInstances {
		if aws.ToString(d.DBInstanceStatus) == "creating" {
			r.aws.Say("waits for the database " + c.text("identifier") + ", which an interrupted run began to make")
			if err := rds.NewDBInstanceAvailableWaiter(r.aws.RDS).Wait(ctx, question, made); err != nil {
				return nil, fmt.Errorf("an interrupted run began to make the database %s, and RDS has not made it yet: %w: look with "+
					"aws rds describe-events --source-type db-instance --source-identifier %[1]s, then plan again", c.text("identifier"), err)
			}
		}
		things = append(things, Thing{ID: c.text("identifier"), Name: aws.ToString(d.DBInstanceArn), Tags: databaseTags(d.TagList)})
	}
	return things, nil
}

func subnetGroup(ctx context.Context, r *round, c Create) ([]Thing, error) {
	answer, err := r.aws.RDS.DescribeDBSubnetGroups(ctx, &rds.DescribeDBSubnetGroupsInput{DBSubnetGroupName: aws.String(c.text("name"))})
	if awserror.Has(err, "DBSubnetGroupNotFoundFault", "DBSubnetGroupNotFound") {
		return nil, nil
	}
	if err != nil || len(answer.DBSubnetGroups) == 0 {
		return nil, err
	}
	return ofDatabases(ctx, r, c, answer.DBSubnetGroups[0].DBSubnetGroupArn)
}

func parameterGroup(ctx context.Context, r *round, c Create) ([]Thing, error) {
	answer, err := r.aws.RDS.DescribeDBParameterGroups(ctx, &rds.DescribeDBParameterGroupsInput{DBParameterGroupName: aws.String(c.text("name"))})
	if awserror.Has(err, "DBParameterGroupNotFound", "DBParameterGroupNotFoundFault") {
		return nil, nil
	}
	if err != nil || len(answer.DBParameterGroups) == 0 {
		return nil, err
	}
	return ofDatabases(ctx, r, c, answer.DBParameterGroups[0].DBParameterGroupArn)
}

func ofDatabases(ctx context.Context, r *round, c Create, arn *string) ([]Thing, error) {
	tags, err := r.aws.RDS.ListTagsForResource(ctx, &rds.ListTagsForResourceInput{ResourceName: arn})
	if err != nil {
		return nil, err
	}
	return []Thing{{ID: c.text("name"), Name: aws.ToString(arn), Tags: databaseTags(tags.TagList)}}, nil
}

func databaseTags(tags []types.Tag) map[string]string {
	return pairs(tags, func(t types.Tag) (*string, *string) { return t.Key, t.Value })
}
