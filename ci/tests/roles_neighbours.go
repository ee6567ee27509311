package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/ecr"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/smithy-go"
)

// neighbour is another environment in the account, whose name goes on from this one's: staging-eu of staging.
func (r *roles) neighbour(ctx context.Context) (*roles, error) {
	return r.as(ctx, "slipway", r.env+"-eu")
}

// as is the environment once more under another project and name, with GitHub's provider, of which an account has one.
func (r *roles) as(ctx context.Context, project, env string) (*roles, error) {
	text, err := r.Source.File("terraform/environments/" + r.env + ".tfvars").Contents(ctx)
	if err != nil {
		return nil, err
	}
	for from, to := range map[string]string{
		`project     = "slipway"`:            `project     = "` + project + `"`,
		`environment = "` + r.env + `"`:      `environment = "` + env + `"`,
		`ci = { repository = "example/shop"`: `ci = { oidc_provider_arn = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com", repository = "example/shop"`,
	} {
		if !strings.Contains(text, from) {
			return nil, fmt.Errorf("the settings of %s have no %q to replace", r.env, from)
		}
		text = strings.Replace(text, from, to, 1)
	}
	with := *r.Tests
	with.Source = known(ctx, r.Source.WithNewFile("terraform/environments/"+env+".tfvars", text))
	return &roles{Tests: &with, env: env}, nil
}

// apart is two environments in one account, of which one's name begins with the other's: neither pipeline's role reaches the other's state,
// locks, secrets or repositories.
func (r *roles) apart(ctx context.Context, e *emulated) error {
	other, err := r.neighbour(ctx)
	if err != nil {
		return err
	}
	administrator, err := other.by(ctx, "", other.Source, e)
	if err != nil {
		return err
	}
	if _, err := administrator.Bootstrap().Apply(ctx); err != nil {
		return err
	}
	return errors.Join(r.reachesNothingOf(ctx, other, e), other.reachesNothingOf(ctx, r, e), e.forgetCalls(ctx))
}

func (r *roles) reachesNothingOf(ctx context.Context, other *roles, e *emulated) error {
	keys, err := e.keys(ctx, r.role("apply"))
	if err != nil {
		return err
	}
	config := e.config()
	config.Region = shippedRegion
	config.Credentials = credentials.NewStaticCredentialsProvider(keys.Access, keys.Secret, keys.Token)
	name := "slipway-" + other.env
	bucket, lock := aws.String(name+"-state-123456789012"), aws.String(name+"-lock")
	objects := s3.NewFromConfig(config, func(o *s3.Options) { o.UsePathStyle = true })
	var reached []error
	for what, call := range map[string]func() error{
		"reads the state": func() error {
			_, err := objects.GetObject(ctx, &s3.GetObjectInput{Bucket: bucket, Key: aws.String("bootstrap/terraform.tfstate")})
			return err
		},
		"lists the versions of the state": func() error {
			_, err := objects.ListObjectVersions(ctx, &s3.ListObjectVersionsInput{Bucket: bucket})
			return err
		},
		"opens the state's bucket": func() error {
			_, err := objects.PutBucketPolicy(ctx, &s3.PutBucketPolicyInput{Bucket: bucket, Policy: aws.String(`{"Version":"2012-10-17","Statement":[]}`)})
			return err
		},
		"deletes the table of locks": func() error {
			_, err := dynamodb.NewFromConfig(config).DeleteTable(ctx, &dynamodb.DeleteTableInput{TableName: lock})
			return err
		},
		"pushes an image": func() error {
			_, err := ecr.NewFromConfig(config).InitiateLayerUpload(ctx, &ecr.InitiateLayerUploadInput{RepositoryName: aws.String(name + "/orders")})
			return err
		},
		"looks at a secret": func() error {
			_, err := secretsmanager.NewFromConfig(config).DescribeSecret(ctx, &secretsmanager.DescribeSecretInput{SecretId: aws.String(name + "/payment-key")})
			return err
		},
	} {
		var answer smithy.APIError
		if err := call(); !errors.As(err, &answer) || !strings.HasPrefix(answer.ErrorCode(), "AccessDenied") {
			reached = append(reached, fmt.Errorf("%s %s of %s: %w", r.role("apply"), what, name, errors.Join(errors.New("it is not refused"), err)))
		}
	}
	return errors.Join(reached...)
}

// taken is a project and an environment that make the name which the neighbour has: the pipeline takes no state of another's for its own.
func (r *roles) taken(ctx context.Context, e *emulated) error {
	same, err := r.as(ctx, "slipway-"+r.env, "eu")
	if err != nil {
		return err
	}
	administrator, err := same.by(ctx, "", same.Source, e)
	if err != nil {
		return err
	}
	_, planned := administrator.Bootstrap().Plan(ctx)
	_, deployed := administrator.Deploy(ctx)
	said := []string{"slipway-" + r.env + "-eu", "another environment's", fmt.Sprintf("Environment = %q", r.env+"-eu"), "environments/eu.tfvars"}
	return errors.Join(refuses(planned, said...), refuses(deployed, said...))
}
