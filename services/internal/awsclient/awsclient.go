// Package awsclient makes the clients of AWS that services use: as the
// environment says, and bounded, so that what AWS lacks is answered for and not
// waited for.
package awsclient

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/smithy-go/middleware"
)

const (
	attempts   = 3
	maxBackoff = 200 * time.Millisecond
)

// Tests with an emulator have longer ones.
var (
	// Timeout is for a call with all its attempts. It is below the server's
	// write timeout, so that its end is a 503 and no broken connection.
	Timeout = 5 * time.Second
	// AttemptTimeout is for one request and its answer.
	AttemptTimeout = 2 * time.Second
)

// Load reads region, credentials and endpoint as every SDK of AWS does:
// AWS_REGION, the task role, AWS_ENDPOINT_URL. It asks nobody; credentials are
// got by the first call.
func Load(ctx context.Context) (aws.Config, error) {
	cfg, err := config.LoadDefaultConfig(ctx,
		config.WithAPIOptions([]func(*middleware.Stack) error{traced}),
		config.WithHTTPClient(awshttp.NewBuildableClient().WithTimeout(AttemptTimeout)),
		config.WithRetryer(func() aws.Retryer {
			return retry.NewStandard(func(o *retry.StandardOptions) {
				o.MaxAttempts = attempts
				o.MaxBackoff = maxBackoff
			})
		}))
	if err != nil {
		return cfg, fmt.Errorf("the settings of AWS can't be read, correct AWS_… in the environment: %w", err)
	}
	if cfg.Region == "" {
		return cfg, fmt.Errorf("no region of AWS is known: set AWS_REGION to that of the table and the bucket")
	}
	return cfg, nil
}

// DynamoDB is its client.
func DynamoDB(cfg aws.Config) *dynamodb.Client { return dynamodb.NewFromConfig(cfg) }

// SQS is its client.
func SQS(cfg aws.Config) *sqs.Client { return sqs.NewFromConfig(cfg) }

// S3 is its client. An endpoint that is not AWS's has no name for each bucket.
func S3(cfg aws.Config) *s3.Client {
	return s3.NewFromConfig(cfg, func(o *s3.Options) {
		o.UsePathStyle = o.BaseEndpoint != nil || cfg.BaseEndpoint != nil
		// A checksum that the SDK adds by itself would be signed into a URL
		// whose sender cannot know it.
		o.RequestChecksumCalculation = aws.RequestChecksumCalculationWhenRequired
	})
}
