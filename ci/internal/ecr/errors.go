package ecr

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// MissingRepositoryError says that a repository does not exist.
type MissingRepositoryError struct {
	Name, Region string
	// Err is ECR's answer; nil when the answer was an empty list.
	Err error
}

// Error names the repository and the region.
func (e *MissingRepositoryError) Error() string {
	what, next := e.Found()
	return what + ": " + next
}

// Found is what is missing, and what to do.
func (e *MissingRepositoryError) Found() (what, next string) {
	return fmt.Sprintf("repository %s does not exist in %s", e.Name, e.Region), "run bootstrap first"
}

// Unwrap returns ECR's answer.
func (e *MissingRepositoryError) Unwrap() error { return e.Err }

// UnauthorizedError says that ECR refused the credentials.
type UnauthorizedError struct {
	// Did is what was tried: "get a registry login".
	Did string
	// Endpoint is where it was tried: a URL, or "AWS in REGION".
	Endpoint string
	// Code is ECR's: "ExpiredTokenException".
	Code string
	// Err is ECR's answer.
	Err error
}

// Error names the endpoint and the remedy, which differs between credentials that are wrong and ones that may not do this.
func (e *UnauthorizedError) Error() string {
	check := "check that the credentials are right and have not expired, and that they belong to the account"
	if strings.HasPrefix(e.Code, "AccessDenied") {
		check = "allow the role what was denied"
	}
	return fmt.Sprintf("%s: ECR at %s refused the credentials (%s): %v: %s", e.Did, e.Endpoint, e.Code, e.Err, check)
}

// Unwrap returns ECR's answer.
func (e *UnauthorizedError) Unwrap() error { return e.Err }

// UnreachableError says that the endpoint did not answer.
type UnreachableError struct {
	// Did is what was tried, Endpoint where: a URL, or "AWS in REGION".
	Did, Endpoint string
	// Err is the transport's error.
	Err error
}

// Error names the endpoint and what to check.
func (e *UnreachableError) Error() string {
	return fmt.Sprintf("%s: ECR at %s does not answer: %v: check the region and the endpoint, that the emulator runs if it is one, "+
		"and the network", e.Did, e.Endpoint, e.Err)
}

// Unwrap returns the transport's error.
func (e *UnreachableError) Unwrap() error { return e.Err }

// refusals are the codes with which AWS refuses credentials, beside the statuses 401 and 403.
var refusals = map[string]bool{
	"AccessDenied":                true,
	"AccessDeniedException":       true,
	"ExpiredToken":                true,
	"ExpiredTokenException":       true,
	"IncompleteSignature":         true,
	"InvalidClientTokenId":        true,
	"InvalidSignatureException":   true,
	"MissingAuthenticationToken":  true,
	"SignatureDoesNotMatch":       true,
	"UnrecognizedClientException": true,
}

// explain turns an SDK error into one that says what to do. It keeps the error when the context ended: whoever ended it knows
// why.
func (c *Client) explain(did string, err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("%s: ECR at %s: %w", did, c.where(), err)
	}
	var (
		api      smithy.APIError
		response *smithyhttp.ResponseError
		send     *smithyhttp.RequestSendError
		code     string
		status   int
	)
	if errors.As(err, &api) {
		code = api.ErrorCode()
	}
	if errors.As(err, &response) && response.Response != nil && response.Response.Response != nil {
		status = response.HTTPStatusCode()
	}
	switch {
	case refusals[code], status == http.StatusUnauthorized, status == http.StatusForbidden:
		if code == "" {
			code = fmt.Sprintf("HTTP %d", status)
		}
		return &UnauthorizedError{Did: did, Endpoint: c.where(), Code: code, Err: err}
	case errors.As(err, &send):
		return &UnreachableError{Did: did, Endpoint: c.where(), Err: err}
	}
	return fmt.Errorf("%s: ECR at %s: %w", did, c.where(), err)
}

// where is the endpoint as people know it.
func (c *Client) where() string {
	if c.endpoint == "" {
		return "AWS in " + c.region
	}
	return c.endpoint
}
