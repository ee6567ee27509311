// Package ecr asks ECR what a push needs to know: where to log in, whether a repository is there, and whether it already holds
// an image.
package ecr

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/ecr"
	"github.com/aws/aws-sdk-go-v2/service/ecr/types"
)

// API is the part of an ECR client that is used here. *ecr.Client is one.
type API interface {
	GetAuthorizationToken(context.Context, *ecr.GetAuthorizationTokenInput, ...func(*ecr.Options)) (*ecr.GetAuthorizationTokenOutput, error)
	DescribeImages(context.Context, *ecr.DescribeImagesInput, ...func(*ecr.Options)) (*ecr.DescribeImagesOutput, error)
}

// maxAttempts caps how often the SDK sends a request: enough for a throttled call, too few to hide that an endpoint is down.
const maxAttempts = 3

// Client asks one registry. It is safe for use by several goroutines.
//
// Besides what each method names, an error is a *UnauthorizedError when the credentials were refused and a *UnreachableError
// when the endpoint did not answer.
type Client struct {
	api      API
	endpoint string
	region   string
}

// New is a client for the configuration's region, credentials and BaseEndpoint, or AWS's own endpoint when that is nil. A
// request is sent up to 3 times. The options come last and override the rest. It makes no call.
func New(config aws.Config, options ...func(*ecr.Options)) *Client {
	capped := func(o *ecr.Options) {
		o.Retryer = retry.NewStandard(func(r *retry.StandardOptions) { r.MaxAttempts = maxAttempts })
	}
	api := ecr.NewFromConfig(config, append([]func(*ecr.Options){capped}, options...)...)
	return &Client{api: api, endpoint: aws.ToString(config.BaseEndpoint), region: config.Region}
}

// Login is what a registry asks of who pushes to it or pulls from it.
type Login struct {
	// Registry is a host, with a port if need be, and no scheme.
	Registry string
	// Username is "AWS" in AWS.
	Username string
	// Password is a secret. Neither String nor GoString shows it.
	Password string
}

// String shows the login without its password.
func (l Login) String() string { return fmt.Sprintf("%s as %s", l.Registry, l.Username) }

// GoString shows the login without its password.
func (l Login) GoString() string {
	return fmt.Sprintf("ecr.Login{Registry:%q, Username:%q, Password:***}", l.Registry, l.Username)
}

// Login gets a token for the account's registry; it is good for 12 hours in AWS. The time at which it expires is not looked
// at, because an emulator's lies in the past and the registry is the judge of it.
func (c *Client) Login(ctx context.Context) (Login, error) {
	out, err := c.api.GetAuthorizationToken(ctx, &ecr.GetAuthorizationTokenInput{})
	if err != nil {
		return Login{}, c.explain("get a registry login", err)
	}
	if len(out.AuthorizationData) == 0 {
		return Login{}, fmt.Errorf("get a registry login: ECR at %s answered without one: check that the endpoint is ECR's", c.where())
	}
	data := out.AuthorizationData[0]
	token, err := base64.StdEncoding.DecodeString(aws.ToString(data.AuthorizationToken))
	user, password, found := strings.Cut(string(token), ":")
	registry := aws.ToString(data.ProxyEndpoint)
	registry = strings.TrimPrefix(strings.TrimPrefix(registry, "https://"), "http://")
	registry = strings.TrimSuffix(registry, "/")
	if err != nil || !found || user == "" || password == "" || registry == "" {
		// Neither the token nor the decoder's error, which quotes part of it, may be shown.
		return Login{}, fmt.Errorf("get a registry login: ECR at %s gave a token that is not user:password for a registry: "+
			"check that the endpoint is ECR's", c.where())
	}
	return Login{Registry: registry, Username: user, Password: password}, nil
}

// Has reports whether a repository holds an image with this digest ("sha256:…"). A repository that does not exist is a
// *MissingRepositoryError.
func (c *Client) Has(ctx context.Context, repository, digest string) (bool, error) {
	out, err := c.api.DescribeImages(ctx, &ecr.DescribeImagesInput{
		RepositoryName: aws.String(repository),
		ImageIds:       []types.ImageIdentifier{{ImageDigest: aws.String(digest)}},
	})
	var none *types.ImageNotFoundException
	if errors.As(err, &none) {
		return false, nil
	}
	if missing := c.missing(repository, err); missing != nil {
		return false, missing
	}
	if err != nil {
		return false, c.explain(fmt.Sprintf("look for %s in repository %s", digest, repository), err)
	}
	for _, image := range out.ImageDetails {
		if aws.ToString(image.ImageDigest) == digest {
			return true, nil
		}
	}
	return false, nil
}

// Tags are the tags of an image in a repository, none where it is not there.
func (c *Client) Tags(ctx context.Context, repository, digest string) ([]string, error) {
	out, err := c.api.DescribeImages(ctx, &ecr.DescribeImagesInput{
		RepositoryName: aws.String(repository),
		ImageIds:       []types.ImageIdentifier{{ImageDigest: aws.String(digest)}},
	})
	var none *types.ImageNotFoundException
	if errors.As(err, &none) {
		return nil, nil
	}
	if err != nil {
		return nil, c.explain(fmt.Sprintf("ask for the tags of %s in repository %s", digest, repository), err)
	}
	var tags []string
	for _, image := range out.ImageDetails {
		tags = append(tags, image.ImageTags...)
	}
	return tags, nil
}

// HoldsImages reports whether a repository has any image. One that does not exist has none.
func (c *Client) HoldsImages(ctx context.Context, repository string) (bool, error) {
	out, err := c.api.DescribeImages(ctx, &ecr.DescribeImagesInput{RepositoryName: aws.String(repository), MaxResults: aws.Int32(1)})
	var none *types.RepositoryNotFoundException
	if errors.As(err, &none) {
		return false, nil
	}
	if err != nil {
		return false, c.explain("look for images in repository "+repository, err)
	}
	return len(out.ImageDetails) > 0, nil
}

// missing is a *MissingRepositoryError when that is what ECR says, else nil.
func (c *Client) missing(name string, err error) error {
	var none *types.RepositoryNotFoundException
	if errors.As(err, &none) {
		return &MissingRepositoryError{Name: name, Region: c.region, Err: err}
	}
	return nil
}
