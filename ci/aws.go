package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// sdk is the configuration of the AWS clients that this function calls itself: the same target that Terraform sees.
func (t *target) sdk(ctx context.Context) (aws.Config, error) {
	text, err := t.credentials.Plaintext(ctx)
	if err != nil {
		return aws.Config{}, fmt.Errorf("read the credentials: %w", err)
	}
	var key struct{ AccessKeyId, SecretAccessKey, SessionToken string }
	// The text itself stays out of the error: it is secret.
	if json.Unmarshal([]byte(text), &key) != nil || key.AccessKeyId == "" || key.SecretAccessKey == "" {
		return aws.Config{}, errors.New("--credentials are not JSON with AccessKeyId and SecretAccessKey: give what `aws configure export-credentials` prints")
	}
	config := aws.Config{
		Region:      t.Region,
		Credentials: credentials.NewStaticCredentialsProvider(key.AccessKeyId, key.SecretAccessKey, key.SessionToken),
	}
	if t.endpoint != "" {
		config.BaseEndpoint = aws.String(t.endpoint)
	}
	return config, nil
}

// s3 is the client of the target's buckets. The emulator has one name for all of them, so a bucket stands in the path.
func (t *target) s3(ctx context.Context) (*s3.Client, error) {
	config, err := t.sdk(ctx)
	if err != nil {
		return nil, err
	}
	return s3.NewFromConfig(config, func(o *s3.Options) { o.UsePathStyle = t.Emulated }), nil
}
