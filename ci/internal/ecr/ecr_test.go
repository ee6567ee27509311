package ecr

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/ecr"
)

const digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

// answer is what ECR says to any request.
type answer struct {
	status int
	// code is an exception's, body a successful answer's JSON.
	code, body string
}

// client is a Client of a server that gives one answer, and counts the requests for each operation.
func client(t *testing.T, a answer) (*Client, *atomic.Int32) {
	t.Helper()
	var requests atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		if !strings.HasPrefix(r.Header.Get("X-Amz-Target"), "AmazonEC2ContainerRegistry_V20150921.") {
			t.Errorf("target is %q", r.Header.Get("X-Amz-Target"))
		}
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		w.WriteHeader(a.status)
		if a.code != "" {
			a.body = fmt.Sprintf(`{"__type":%q,"message":"because"}`, a.code)
		}
		_, _ = w.Write([]byte(a.body))
	}))
	t.Cleanup(server.Close)
	return clientOf(server.URL), &requests
}

func clientOf(endpoint string) *Client {
	return New(aws.Config{
		Region:       "eu-west-1",
		BaseEndpoint: aws.String(endpoint),
		Credentials:  credentials.NewStaticCredentialsProvider("AKIDEXAMPLE", "not-a-secret", ""),
	}, func(o *ecr.Options) {
		// The cap stays New's; only the waiting between attempts goes.
		o.Retryer = retry.AddWithMaxBackoffDelay(o.Retryer, time.Nanosecond)
	})
}

func tokenBody(token, endpoint string) string {
	return fmt.Sprintf(`{"authorizationData":[{"authorizationToken":%q,"expiresAt":1,"proxyEndpoint":%q}]}`,
		base64.StdEncoding.EncodeToString([]byte(token)), endpoint)
}

func TestLogin(t *testing.T) {
	for endpoint, registry := range map[string]string{
		"https://123456789012.dkr.ecr.eu-west-1.amazonaws.com":  "123456789012.dkr.ecr.eu-west-1.amazonaws.com",
		"https://123456789012.dkr.ecr.eu-west-1.amazonaws.com/": "123456789012.dkr.ecr.eu-west-1.amazonaws.com",
		"http://localhost:5000":                                 "localhost:5000",
	} {
		t.Run(endpoint, func(t *testing.T) {
			c, _ := client(t, answer{status: 200, body: tokenBody("AWS:hush:hush", endpoint)})
			got, err := c.Login(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if want := (Login{Registry: registry, Username: "AWS", Password: "hush:hush"}); got != want {
				t.Errorf("got %v with password %q", got, got.Password)
			}
			for _, format := range []string{"%v", "%+v", "%#v", "%s"} {
				if text := fmt.Sprintf(format, got); strings.Contains(text, "hush") {
					t.Errorf("%s shows the password: %s", format, text)
				}
			}
		})
	}
}

func TestLoginRefusesOddTokens(t *testing.T) {
	for name, body := range map[string]string{
		"no data":     `{"authorizationData":[]}`,
		"no password": tokenBody("hush-hush", "https://registry"),
		"no user":     tokenBody(":hush-hush", "https://registry"),
		"no registry": tokenBody("AWS:hush-hush", ""),
		"not base64":  `{"authorizationData":[{"authorizationToken":"hush-hush!","proxyEndpoint":"https://registry"}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			c, _ := client(t, answer{status: 200, body: body})
			_, err := c.Login(t.Context())
			if err == nil || strings.Contains(err.Error(), "hush") || !strings.Contains(err.Error(), "check") {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestHoldsImages(t *testing.T) {
	for name, test := range map[string]struct {
		answer answer
		want   bool
	}{
		"an image":      {answer{status: 200, body: `{"imageDetails":[{"imageDigest":"` + digest + `"}]}`}, true},
		"none":          {answer{status: 200, body: `{"imageDetails":[]}`}, false},
		"no repository": {answer{status: 400, code: "RepositoryNotFoundException"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			c, _ := client(t, test.answer)
			if got, err := c.HoldsImages(t.Context(), "slipway/catalog"); err != nil || got != test.want {
				t.Errorf("got %t, %v", got, err)
			}
		})
	}
}

func TestHas(t *testing.T) {
	for name, test := range map[string]struct {
		answer answer
		want   bool
	}{
		"there":           {answer{status: 200, body: `{"imageDetails":[{"imageDigest":"` + digest + `"}]}`}, true},
		"not there":       {answer{status: 400, code: "ImageNotFoundException"}, false},
		"another image":   {answer{status: 200, body: `{"imageDetails":[{"imageDigest":"sha256:ff"}]}`}, false},
		"an empty answer": {answer{status: 200, body: `{}`}, false},
	} {
		t.Run(name, func(t *testing.T) {
			c, requests := client(t, test.answer)
			if got, err := c.Has(t.Context(), "slipway/catalog", digest); err != nil || got != test.want {
				t.Errorf("got %t, %v", got, err)
			}
			if requests.Load() != 1 {
				t.Errorf("%d requests, want 1", requests.Load())
			}
		})
	}
}

// calls are the client's methods, each as a function that returns its error.
var calls = map[string]func(context.Context, *Client) error{
	"Login":       func(ctx context.Context, c *Client) error { return second(c.Login(ctx)) },
	"HoldsImages": func(ctx context.Context, c *Client) error { return second(c.HoldsImages(ctx, "slipway/catalog")) },
	"Has":         func(ctx context.Context, c *Client) error { return second(c.Has(ctx, "slipway/catalog", digest)) },
}

func second[T any](_ T, err error) error { return err }

func TestMissingRepository(t *testing.T) {
	for name, test := range map[string]struct {
		call   string
		answer answer
	}{
		"Has": {"Has", answer{status: 400, code: "RepositoryNotFoundException"}},
	} {
		t.Run(name, func(t *testing.T) {
			c, _ := client(t, test.answer)
			err := calls[test.call](t.Context(), c)
			var missing *MissingRepositoryError
			if !errors.As(err, &missing) {
				t.Fatalf("got %v, want a MissingRepositoryError", err)
			}
			if want := "repository slipway/catalog does not exist in eu-west-1: run bootstrap first"; err.Error() != want {
				t.Errorf("got %q, want %q", err, want)
			}
		})
	}
}

func TestUnauthorized(t *testing.T) {
	for name, test := range map[string]struct {
		answer answer
		want   string
	}{
		"unknown key":         {answer{status: 400, code: "UnrecognizedClientException"}, "have not expired"},
		"expired":             {answer{status: 400, code: "ExpiredTokenException"}, "have not expired"},
		"not allowed":         {answer{status: 400, code: "AccessDeniedException"}, "allow the role"},
		"403 without a code":  {answer{status: 403, body: `{}`}, "(UnknownError)"},
		"401 by a proxy":      {answer{status: 401, body: `<html>`}, "have not expired"},
		"a wrong signature":   {answer{status: 403, code: "InvalidSignatureException"}, "have not expired"},
		"a code with a shape": {answer{status: 400, code: "com.amazonaws.ecr#AccessDeniedException"}, "allow the role"},
	} {
		for call, do := range calls {
			t.Run(name+", "+call, func(t *testing.T) {
				c, _ := client(t, test.answer)
				err := do(t.Context(), c)
				var refused *UnauthorizedError
				if !errors.As(err, &refused) {
					t.Fatalf("got %v, want an UnauthorizedError", err)
				}
				if !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), c.endpoint) {
					t.Errorf("got %q, want the endpoint and %q", err, test.want)
				}
			})
		}
	}
}

func TestUnreachable(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	for call, do := range calls {
		t.Run(call, func(t *testing.T) {
			err := do(t.Context(), clientOf(server.URL))
			var unreachable *UnreachableError
			if !errors.As(err, &unreachable) || unreachable.Endpoint != server.URL || unreachable.Unwrap() == nil {
				t.Errorf("got %v, want an UnreachableError that names %s", err, server.URL)
			}
		})
	}
}

func TestRetriesAreCapped(t *testing.T) {
	c, requests := client(t, answer{status: 500, code: "ServerException"})
	if _, err := c.Login(t.Context()); err == nil || !strings.Contains(err.Error(), "get a registry login") {
		t.Errorf("got %v", err)
	}
	if requests.Load() != maxAttempts {
		t.Errorf("%d requests, want %d", requests.Load(), maxAttempts)
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	c, _ := client(t, answer{status: 200, body: `{}`})
	for call, do := range calls {
		var unreachable *UnreachableError
		if err := do(ctx, c); !errors.Is(err, context.Canceled) || errors.As(err, &unreachable) {
			t.Errorf("%s: got %v", call, err)
		}
	}
}

func TestWhereWithoutEndpoint(t *testing.T) {
	if got := New(aws.Config{Region: "eu-west-1"}).where(); got != "AWS in eu-west-1" {
		t.Errorf("got %q", got)
	}
}
