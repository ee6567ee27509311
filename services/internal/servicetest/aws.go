package servicetest

import (
	"crypto/rand"
	"errors"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"slipway/services/internal/awsclient"
)

// Endpoint names the emulator that tests with real stores use. The pipeline
// sets it where .slipway.yaml says so of the service.
const Endpoint = "SLIPWAY_TEST_ENDPOINT"

// AWS leads the SDK to the emulator. Without one the test is skipped on a
// laptop, and fails where CI is set: nobody would see there what it left out.
func AWS(t *testing.T) aws.Config {
	t.Helper()
	endpoint := os.Getenv(Endpoint)
	if endpoint == "" {
		const next = "set " + Endpoint + " to the address of an emulator, as ci/emulator/README.md starts one"
		if os.Getenv("CI") != "" {
			t.Fatal("there are no real stores to test with: " + next)
		}
		t.Skip("no real stores: " + next)
	}
	t.Setenv("AWS_ENDPOINT_URL", endpoint)
	t.Setenv("AWS_REGION", "us-east-1")
	t.Setenv("AWS_ACCESS_KEY_ID", "test")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "test")
	// Beside other tests, on a machine that is busy, an emulator takes its time,
	// and a write that is tried again meets what it wrote itself.
	patient.Do(func() { awsclient.Timeout, awsclient.AttemptTimeout = patience, patience })
	cfg, err := awsclient.Load(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return cfg
}

const patience = 30 * time.Second

var patient sync.Once

// Name is another one for each test: they share one emulator.
func Name(prefix string) string { return prefix + "-" + strings.ToLower(rand.Text()) }

// Queue makes a queue, and returns its address. It stays until the emulator ends.
func Queue(t *testing.T, cfg aws.Config) string {
	t.Helper()
	made, err := awsclient.SQS(cfg).CreateQueue(t.Context(), &sqs.CreateQueueInput{QueueName: aws.String(Name("test"))})
	if err != nil {
		t.Fatal(err)
	}
	return *made.QueueUrl
}

// Bucket makes a bucket. It stays until the emulator ends.
func Bucket(t *testing.T, cfg aws.Config) string {
	t.Helper()
	name := Name("test")
	_, err := awsclient.S3(cfg).CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: &name})
	if _, ours := errors.AsType[*types.BucketAlreadyOwnedByYou](err); err != nil && !ours { // an attempt whose answer was lost
		t.Fatal(err)
	}
	return name
}
