package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"dagger/tests/internal/dagger"
)

// lasting are all resources but the instances and what they bring: the cluster had room made for the previews, and lets it go later.
func (e *emulated) lasting(ctx context.Context) ([]existing, error) {
	found, err := e.resources(ctx)
	return slices.DeleteFunc(found, func(r existing) bool {
		return slices.Contains([]string{"instance", "network interface", "volume"}, r.Kind)
	}), err
}

// lacks fails where something has a preview's name.
func (e *emulated) lacks(ctx context.Context, name string) error {
	found, err := e.resources(ctx)
	if err != nil {
		return err
	}
	for _, r := range found {
		if strings.Contains(r.Name, name) {
			err = errors.Join(err, fmt.Errorf("%s %s is there still", r.Kind, r.Name))
		}
	}
	return err
}

// age has a preview's time come.
func (e *emulated) age(ctx context.Context, key string) error {
	client := s3.NewFromConfig(e.config(), func(o *s3.Options) { o.UsePathStyle = true })
	got, err := client.GetObject(ctx, &s3.GetObjectInput{Bucket: aws.String(stateBucket), Key: aws.String(key)})
	if err != nil {
		return err
	}
	defer got.Body.Close()
	record := map[string]any{}
	if err := json.NewDecoder(got.Body).Decode(&record); err != nil {
		return err
	}
	record["until"] = "2020-01-01T00:00:00Z"
	text, err := json.Marshal(record)
	if err != nil {
		return err
	}
	_, err = client.PutObject(ctx, &s3.PutObjectInput{Bucket: aws.String(stateBucket), Key: aws.String(key), Body: strings.NewReader(string(text))})
	return err
}

// bodyOf is what a host answers at a path, which must be 200.
func (e *emulated) bodyOf(ctx context.Context, host, path string) (string, error) {
	at, err := e.service.Endpoint(ctx, dagger.ServiceEndpointOpts{Port: 8080, Scheme: "http"})
	if err != nil {
		return "", err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, at+path, nil)
	if err != nil {
		return "", err
	}
	req.Host = host
	answer, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s%s answers %s", host, path, answer.Status)
	}
	return string(text), err
}
