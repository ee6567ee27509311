package main

import (
	"context"
	"errors"
	"fmt"
	"path"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/ecr"
	"github.com/aws/aws-sdk-go-v2/service/ecr/types"
)

// repositories asks moto, which holds ECR's control plane, about repositories and images, and announces images to it.
type repositories struct{ client *ecr.Client }

func newRepositories(endpoint, region string) repositories {
	return repositories{ecr.New(ecr.Options{
		BaseEndpoint: aws.String(endpoint),
		Region:       region,
		// moto takes any credentials; these make it see its default account.
		Credentials: credentials.NewStaticCredentialsProvider("slipway", "slipway", ""),
	})}
}

// find returns the repository, or nil when nobody created it.
func (r repositories) find(ctx context.Context, name string) (*types.Repository, error) {
	out, err := r.client.DescribeRepositories(ctx, &ecr.DescribeRepositoriesInput{RepositoryNames: []string{name}})
	var missing *types.RepositoryNotFoundException
	if errors.As(err, &missing) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("ask ECR for repository %s: %w", name, err)
	}
	return &out.Repositories[0], nil
}

// digest returns what a tag or digest stands for in the repository, or "" when there is no such image.
func (r repositories) digest(ctx context.Context, repository string, image types.ImageIdentifier) (string, error) {
	out, err := r.client.DescribeImages(ctx, &ecr.DescribeImagesInput{
		RepositoryName: &repository, ImageIds: []types.ImageIdentifier{image},
	})
	var missing *types.ImageNotFoundException
	if errors.As(err, &missing) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("ask ECR for an image of %s: %w", repository, err)
	}
	return aws.ToString(out.ImageDetails[0].ImageDigest), nil
}

// announce makes a pushed manifest known to ECR's control plane; tag is empty for a push by digest.
func (r repositories) announce(ctx context.Context, repository, tag, digest, mediaType string, manifest []byte) error {
	in := &ecr.PutImageInput{
		RepositoryName:         &repository,
		ImageManifest:          aws.String(string(manifest)),
		ImageManifestMediaType: &mediaType,
		ImageDigest:            &digest,
	}
	if tag != "" {
		in.ImageTag = &tag
	}
	_, err := r.client.PutImage(ctx, in)
	var known *types.ImageAlreadyExistsException
	if err != nil && !errors.As(err, &known) {
		return fmt.Errorf("announce %s of %s to ECR: %w", digest, repository, err)
	}
	return nil
}

// frozen tells whether a tag of the repository cannot be moved to other content.
func frozen(repository *types.Repository, tag string) bool {
	switch repository.ImageTagMutability {
	case types.ImageTagMutabilityImmutable:
		return true
	case types.ImageTagMutabilityImmutableWithExclusion:
		return !excluded(repository, tag)
	case types.ImageTagMutabilityMutableWithExclusion:
		return excluded(repository, tag)
	default:
		return false
	}
}

func excluded(repository *types.Repository, tag string) bool {
	for _, filter := range repository.ImageTagMutabilityExclusionFilters {
		if match, err := path.Match(aws.ToString(filter.Filter), tag); err == nil && match {
			return true
		}
	}
	return false
}
