package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"path"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/ecr"
	"github.com/aws/aws-sdk-go-v2/service/ecr/types"
)

// repositories asks moto, which holds ECR's control plane, about repositories and images, and announces images to it.
type repositories struct {
	client   *ecr.Client
	endpoint string
}

func newRepositories(endpoint, region string) repositories {
	return repositories{endpoint: endpoint, client: ecr.New(ecr.Options{
		BaseEndpoint: aws.String(endpoint),
		Region:       region,
		// moto takes any credentials; these make it see its default account.
		Credentials: credentials.NewStaticCredentialsProvider("slipway", "slipway", ""),
	})}
}

// find returns the repository, or nil when nobody created it. ECR's own host name says the region; here one host stands
// for all of them, so the repository is looked for in the emulator's region and then in the others.
func (r repositories) find(ctx context.Context, name string) (*types.Repository, error) {
	found, err := r.findIn(ctx, name)
	if found != nil || err != nil {
		return found, err
	}
	region, err := r.regionOf(ctx, name)
	if region == "" || err != nil {
		return nil, err
	}
	return r.findIn(ctx, name, in(region))
}

func (r repositories) findIn(ctx context.Context, name string, options ...func(*ecr.Options)) (*types.Repository, error) {
	out, err := r.client.DescribeRepositories(ctx, &ecr.DescribeRepositoriesInput{RepositoryNames: []string{name}}, options...)
	var missing *types.RepositoryNotFoundException
	if errors.As(err, &missing) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("ask ECR for repository %s: %w", name, err)
	}
	return &out.Repositories[0], nil
}

// regionOf asks the emulator for all that it has; "" is a repository that it does not have.
func (r repositories) regionOf(ctx context.Context, name string) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, r.endpoint+"/_slipway/resources", nil)
	if err != nil {
		return "", err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", fmt.Errorf("look for repository %s: %w", name, err)
	}
	defer resp.Body.Close()
	var resources []struct{ Kind, Name, Region string }
	if err := json.NewDecoder(resp.Body).Decode(&resources); err != nil {
		return "", fmt.Errorf("look for repository %s: %w", name, err)
	}
	for _, resource := range resources {
		if resource.Kind == "repository" && resource.Name == name {
			return resource.Region, nil
		}
	}
	return "", nil
}

func in(region string) func(*ecr.Options) { return func(o *ecr.Options) { o.Region = region } }

// home is the region that the repository's ARN names.
func home(repository *types.Repository) func(*ecr.Options) {
	parsed, err := arn.Parse(aws.ToString(repository.RepositoryArn))
	if err != nil {
		return func(*ecr.Options) {}
	}
	return in(parsed.Region)
}

// digest returns what a tag or digest stands for in the repository, or "" when there is no such image.
func (r repositories) digest(ctx context.Context, repository *types.Repository, image types.ImageIdentifier) (string, error) {
	out, err := r.client.DescribeImages(ctx, &ecr.DescribeImagesInput{
		RepositoryName: repository.RepositoryName, ImageIds: []types.ImageIdentifier{image},
	}, home(repository))
	var missing *types.ImageNotFoundException
	if errors.As(err, &missing) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("ask ECR for an image of %s: %w", aws.ToString(repository.RepositoryName), err)
	}
	return aws.ToString(out.ImageDetails[0].ImageDigest), nil
}

// pushed says of each image of the repository, by its digest, when it was pushed.
func (r repositories) pushed(ctx context.Context, repository *types.Repository) (map[string]time.Time, error) {
	pages := ecr.NewDescribeImagesPaginator(r.client, &ecr.DescribeImagesInput{RepositoryName: repository.RepositoryName})
	pushed := map[string]time.Time{}
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx, home(repository))
		if err != nil {
			return nil, fmt.Errorf("ask ECR for the images of %s: %w", aws.ToString(repository.RepositoryName), err)
		}
		for _, image := range page.ImageDetails {
			pushed[aws.ToString(image.ImageDigest)] = aws.ToTime(image.ImagePushedAt)
		}
	}
	return pushed, nil
}

// announce makes a pushed manifest known to ECR's control plane; tag is empty for a push by digest.
func (r repositories) announce(ctx context.Context, repository *types.Repository, tag, digest, mediaType string, manifest []byte) error {
	input := &ecr.PutImageInput{
		RepositoryName:         repository.RepositoryName,
		ImageManifest:          aws.String(string(manifest)),
		ImageManifestMediaType: &mediaType,
		ImageDigest:            &digest,
	}
	if tag != "" {
		input.ImageTag = &tag
	}
	_, err := r.client.PutImage(ctx, input, home(repository))
	var known *types.ImageAlreadyExistsException
	if err != nil && !errors.As(err, &known) {
		return fmt.Errorf("announce %s of %s to ECR: %w", digest, aws.ToString(repository.RepositoryName), err)
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
