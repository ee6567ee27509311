package cloud

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"dagger/slipway/internal/awserror"
	"dagger/slipway/internal/awskey"
	"dagger/slipway/internal/dagger"
)

// keys are the credentials, read anew each time: a command that gives them is asked again.
func (t *Target) keys() awskey.Read { return t.Credentials.Plaintext }

// Ends is when the credentials end that there are now, the zero time where they do not say it.
func (t *Target) Ends(ctx context.Context) (time.Time, error) {
	k, err := t.keys().Now(ctx)
	return k.Ends, err
}

// lasting is what fresh credentials are good for, at least: those that ended say when they did.
const lasting = 5 * time.Minute

// Lasts tells whether the credentials that there are now say that they go on.
func (t *Target) Lasts(ctx context.Context) bool {
	ends, err := t.Ends(ctx)
	return err == nil && time.Until(ends) > lasting
}

// SDK is the configuration of the AWS clients that this function calls itself: the same target that Terraform sees. Its credentials are
// asked for again before they end.
func (t *Target) SDK(ctx context.Context) (aws.Config, error) {
	config := aws.Config{Region: t.Region, Credentials: t.keys().Provider()}
	if _, err := config.Credentials.Retrieve(ctx); err != nil { // so that what is wrong with them is said as such
		return aws.Config{}, err
	}
	if t.Endpoint != "" {
		config.BaseEndpoint = aws.String(t.Endpoint)
	}
	return config, nil
}

// S3 is the client of the target's buckets. The emulator has one name for all of them, so a bucket stands in the path.
func (t *Target) S3(ctx context.Context) (*s3.Client, error) {
	config, err := t.SDK(ctx)
	if err != nil {
		return nil, err
	}
	return s3.NewFromConfig(config, func(o *s3.Options) { o.UsePathStyle = t.Emulated }), nil
}

// SecretsManager is the client of the target's secrets.
func (t *Target) SecretsManager(ctx context.Context) (*secretsmanager.Client, error) {
	config, err := t.SDK(ctx)
	if err != nil {
		return nil, err
	}
	return secretsmanager.NewFromConfig(config), nil
}

// Key is the id of the key in KMS that has an alias; empty where none has it, or the one that has it waits for its end.
func (t *Target) Key(ctx context.Context, alias string) (string, error) {
	config, err := t.SDK(ctx)
	if err != nil {
		return "", err
	}
	out, err := kms.NewFromConfig(config).DescribeKey(ctx, &kms.DescribeKeyInput{KeyId: aws.String(alias)})
	if awserror.Has(err, "NotFoundException") {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("look for the key %s in KMS: %w", alias, err)
	}
	if out.KeyMetadata == nil || out.KeyMetadata.DeletionDate != nil {
		return "", nil
	}
	return aws.ToString(out.KeyMetadata.KeyId), nil
}

// DynamoDB is the client of the target's tables, that of the locks among them.
func (t *Target) DynamoDB(ctx context.Context) (*dynamodb.Client, error) {
	config, err := t.SDK(ctx)
	if err != nil {
		return nil, err
	}
	return dynamodb.NewFromConfig(config), nil
}

// Caller is whose the credentials are.
type Caller struct {
	// Account is the number of the account that they open, ARN names the user or the session.
	Account, ARN string
}

// Caller is whose the credentials are, as STS says it: everybody may ask that.
func (t *Target) Caller(ctx context.Context) (Caller, error) {
	config, err := t.SDK(ctx)
	if err != nil {
		return Caller{}, err
	}
	who, err := sts.NewFromConfig(config).GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	if err != nil {
		return Caller{}, fmt.Errorf("ask STS in %s whose credentials these are: %w", t.Region, err)
	}
	return Caller{Account: aws.ToString(who.Account), ARN: aws.ToString(who.Arn)}, nil
}

// awsConfig has the provider, the backend and Terraform read credentials from the mounted secret: no variable holds them.
const awsConfig = "[default]\ncredential_process = cat /run/secrets/aws\n"

// In has a container speak to the target's AWS with its credentials.
func (t *Target) In(ctr *dagger.Container) *dagger.Container {
	ctr = ctr.
		WithEnvVariable("AWS_REGION", t.Region).
		WithEnvVariable("AWS_EC2_METADATA_DISABLED", "true").
		WithNewFile("/root/.aws/config", awsConfig)
	if t.Repeatable {
		// The emulator's key is no secret, and one that a module sets is another with each edit of the module.
		ctr = ctr.WithNewFile("/run/secrets/aws", emulatorKey)
	} else {
		ctr = ctr.WithMountedSecret("/run/secrets/aws", t.Credentials)
	}
	if t.AWS != nil {
		ctr = ctr.WithServiceBinding("aws", t.AWS).
			WithEnvVariable("AWS_ENDPOINT_URL", fmt.Sprintf("http://aws:%d", EmulatorPort))
	}
	return ctr
}

// AsTask has a container that stands for a task reach the emulator, as a task would: with a key that opens all of it, where a task has its
// role's.
func (t *Target) AsTask(ctr *dagger.Container) *dagger.Container {
	return ctr.
		WithServiceBinding("aws", t.AWS).
		WithEnvVariable("AWS_ENDPOINT_URL", fmt.Sprintf("http://aws:%d", EmulatorPort)).
		WithEnvVariable("AWS_REGION", t.Region).
		WithEnvVariable("AWS_ACCESS_KEY_ID", "emulator").
		WithEnvVariable("AWS_SECRET_ACCESS_KEY", "emulator")
}
