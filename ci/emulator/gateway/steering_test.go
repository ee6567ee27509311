package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/ecr"
	"github.com/aws/smithy-go"
	"github.com/google/go-containerregistry/pkg/v1/remote"
)

// throw posts to one of the switches.
func throw(t *testing.T, host, path string) {
	t.Helper()
	resp, err := http.Post("http://"+host+"/_slipway/"+path, "text/plain", nil)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusNoContent {
		t.Fatalf("%s answers %s", path, resp.Status)
	}
}

// An SDK and a registry client must take what the switches answer for AWS's own words.
func TestClientsUnderstandTheSwitches(t *testing.T) {
	host := start(t, newFakeMoto(map[string]string{repo: "MUTABLE"}))
	client := ecr.New(ecr.Options{
		BaseEndpoint: aws.String("http://" + host), Region: "us-east-1", RetryMaxAttempts: 1,
		Credentials: credentials.NewStaticCredentialsProvider("reader", "secret", ""),
	})
	put := func() string {
		_, err := client.PutImage(t.Context(), &ecr.PutImageInput{RepositoryName: aws.String(repo), ImageManifest: aws.String("{}")})
		var failed smithy.APIError
		if !errors.As(err, &failed) {
			return ""
		}
		return failed.ErrorCode()
	}
	throw(t, host, "fail?action=PutImage&code=LimitExceededException&status=400")
	if got := put(); got != "LimitExceededException" {
		t.Errorf("the call that should fail: %q", got)
	}
	throw(t, host, "read-only?on=true")
	if got := put(); got != "AccessDeniedException" {
		t.Errorf("a refused call: %q", got)
	}
	err := remote.Write(reference(t, host, repo+":v1"), image(t), anyLogin)
	wantRefusal(t, err, http.StatusForbidden, "DENIED", "registry:StartUpload")
	throw(t, host, "read-only?on=false")
	if got := put(); got != "" {
		t.Errorf("an allowed call: %q", got)
	}
}

// What the registry itself asks moto for is not the client's call.
func TestAPushIsInTheLogAsTheClientMadeIt(t *testing.T) {
	host := start(t, newFakeMoto(map[string]string{repo: "MUTABLE"}))
	if err := remote.Write(reference(t, host, repo+":v1"), image(t), anyLogin); err != nil {
		t.Fatal(err)
	}
	resp, err := http.Get("http://" + host + "/_slipway/calls?write=true")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var calls []struct {
		Service, Action, Resource string
		Status                    int
	}
	if err := json.NewDecoder(resp.Body).Decode(&calls); err != nil {
		t.Fatal(err)
	}
	for _, call := range calls {
		if call.Service != "registry" {
			t.Errorf("got %+v", call)
		}
	}
	if last := calls[len(calls)-1]; last.Action != "PutManifest" || last.Resource != repo+":v1" || last.Status != http.StatusCreated {
		t.Errorf("the last call is %+v", last)
	}
}

func TestAnObjectPassesAsItComes(t *testing.T) {
	host := start(t, newFakeMoto(nil))
	object := bytes.Repeat([]byte("x"), 3<<20)
	req, _ := http.NewRequest(http.MethodPut, "http://"+host+"/bucket/key", bytes.NewReader(object))
	req.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=k/20261128/us-east-1/s3/aws4_request, Signature=0")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if body, err := io.ReadAll(resp.Body); err != nil || !bytes.Contains(body, object) {
		t.Errorf("%d bytes came back, %v", len(body), err)
	}
}
