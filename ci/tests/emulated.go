package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/ecr"
	"github.com/aws/aws-sdk-go-v2/service/ecr/types"
	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"dagger/tests/internal/dagger"
)

// emulated is an emulator that outlives the calls of one check.
type emulated struct {
	service  *dagger.Service
	endpoint string
}

// start has an emulator of its own for each name.
func (t *Tests) start(ctx context.Context, name string) (*emulated, error) {
	return t.startWith(ctx, name, dagger.SlipwayOpts{})
}

func (t *Tests) startWith(ctx context.Context, name string, opts dagger.SlipwayOpts) (*emulated, error) {
	service, err := t.with(ctx, t.Source, opts).Emulator(dagger.SlipwayEmulatorOpts{Name: name}).Start(ctx)
	if err != nil {
		return nil, fmt.Errorf("start the emulator: %w", err)
	}
	endpoint, err := service.Endpoint(ctx, dagger.ServiceEndpointOpts{Port: 4566, Scheme: "http"})
	return &emulated{service, endpoint}, err
}

func (e *emulated) stop(ctx context.Context) {
	_, _ = e.service.Stop(context.WithoutCancel(ctx), dagger.ServiceStopOpts{Kill: true})
}

func (e *emulated) config() aws.Config {
	return aws.Config{
		Region: "us-east-1", BaseEndpoint: aws.String(e.endpoint),
		Credentials: credentials.NewStaticCredentialsProvider("tests", "tests", ""),
	}
}

// post throws one of the emulator's switches.
func (e *emulated) post(ctx context.Context, path string) error {
	return e.ask(ctx, http.MethodPost, path, nil)
}

// ask reads the JSON of the emulator's answer into out, where that is not nil.
func (e *emulated) ask(ctx context.Context, method, path string, out any) error {
	resp, err := request(ctx, method, e.endpoint+path)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode >= 300 {
		reason, _ := io.ReadAll(io.LimitReader(resp.Body, 1000)) // it may be cut off, the status is not
		return fmt.Errorf("%s %s answers %s: %s", method, path, resp.Status, reason)
	}
	if out == nil {
		return nil
	}
	if err := json.NewDecoder(resp.Body).Decode(out); err != nil {
		return fmt.Errorf("read what %s %s answers: %w", method, path, err)
	}
	return nil
}

func request(ctx context.Context, method, url string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, method, url, nil)
	if err != nil {
		return nil, err
	}
	return http.DefaultClient.Do(req)
}

func (e *emulated) clusters(ctx context.Context) ([]string, error) {
	out, err := ecs.NewFromConfig(e.config()).ListClusters(ctx, &ecs.ListClustersInput{})
	if err != nil {
		return nil, err
	}
	return out.ClusterArns, nil
}

// forget deletes a service's images, as a person could.
func (e *emulated) forget(ctx context.Context, repository string) error {
	client := ecr.NewFromConfig(e.config())
	listed, err := client.ListImages(ctx, &ecr.ListImagesInput{RepositoryName: aws.String(repository)})
	if err != nil {
		return err
	}
	var digests []types.ImageIdentifier
	for _, image := range listed.ImageIds {
		digests = append(digests, types.ImageIdentifier{ImageDigest: image.ImageDigest})
	}
	if len(digests) == 0 {
		return fmt.Errorf("repository %s holds no image to delete", repository)
	}
	_, err = client.BatchDeleteImage(ctx, &ecr.BatchDeleteImageInput{RepositoryName: aws.String(repository), ImageIds: digests})
	return err
}
