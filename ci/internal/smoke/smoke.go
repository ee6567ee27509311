package smoke

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"
	"golang.org/x/sync/errgroup"

	"dagger/slipway/internal/deployment"
	"dagger/slipway/internal/publicname"
)

const (
	// reachable is how long a load balancer may take until it takes a connection. A service may be longer in getting ready behind it.
	reachable = 60 * time.Second
	// patience is for a service that answered at its health path: ECS has completed the deployment, so what it answers is final.
	patience = 15 * time.Second
	// atOnce is how many requests are made at the same time.
	atOnce = 5
	// mostInARow is how many answers must have the digest, however many tasks there are.
	mostInARow = 5
)

// AnswersError is of a service that serves, and answers otherwise than its settings want.
type AnswersError struct{ failures []error }

func (e *AnswersError) Error() string {
	var text strings.Builder
	for _, failure := range e.failures {
		text.WriteString("\n  " + failure.Error())
	}
	return strings.TrimPrefix(text.String(), "\n")
}

func (e *AnswersError) Unwrap() []error { return e.failures }

// UnhealthyError is of a service that does not answer its health checks, for as long as it may take.
type UnhealthyError struct{ Err error }

func (e *UnhealthyError) Error() string { return e.Err.Error() }

func (e *UnhealthyError) Unwrap() error { return e.Err }

// Healthy asks until the health path answers 200 itself.
func Healthy(ctx context.Context, ask Ask, service deployment.Service) error {
	began := time.Now()
	err := until(ctx, service.Patience(), func(ctx context.Context) error {
		answer, err := ask(ctx, "", service.HealthPath)
		switch {
		case errors.Is(err, publicname.ErrUnreachable) && time.Since(began) >= reachable:
			return backoff.Permanent(err)
		case err != nil:
			return fault(err)
		case answer.Location != "":
			return fmt.Errorf("GET %s: %d sends clients to %s: a health path answers 200 itself", answer.Address, answer.Status, answer.Location)
		case answer.Status != http.StatusOK:
			return fmt.Errorf("GET %s: %s", answer.Address, said(answer))
		}
		return nil
	})
	var final *backoff.PermanentError
	if err == nil || errors.As(err, &final) {
		return err
	}
	return &UnhealthyError{fmt.Errorf("asked for %d s: %w", int(service.Patience().Seconds()), err)}
}

// Answers asks a service which image it is, as many times in a row as it has tasks, and makes the requests of its settings. The text
// goes on from what else was seen, as "; 2 smoke requests passed", and is empty where the settings want nothing. The error is an
// *AnswersError with all failures.
func Answers(ctx context.Context, ask Ask, service deployment.Service, tasks int) (string, error) {
	failures := make([]error, 1+len(service.Smoke))
	group := errgroup.Group{}
	group.SetLimit(atOnce)
	if service.VersionPath != "" {
		group.Go(func() error {
			failures[0] = version(ctx, ask, service, min(max(tasks, 1), mostInARow))
			return nil
		})
	}
	for i, request := range service.Smoke {
		group.Go(func() error {
			failures[1+i] = passes(ctx, ask, request)
			return nil
		})
	}
	_ = group.Wait()
	if errors.Join(failures...) != nil {
		wrong := &AnswersError{}
		for _, failure := range failures {
			if failure != nil {
				wrong.failures = append(wrong.failures, failure)
			}
		}
		return "", wrong
	}
	seen := ""
	if service.VersionPath != "" {
		seen += "; its digest at " + service.VersionPath
	}
	if len(service.Smoke) > 0 {
		seen += "; " + count(len(service.Smoke)) + " passed"
	}
	return seen, nil
}

// Wants says what the settings want asked, for where it can't be: "version_path and 2 smoke requests".
func Wants(service deployment.Service) string {
	var wants []string
	if service.VersionPath != "" {
		wants = append(wants, "version_path")
	}
	if len(service.Smoke) > 0 {
		wants = append(wants, count(len(service.Smoke)))
	}
	return strings.Join(wants, " and ")
}

func count(requests int) string {
	if requests == 1 {
		return "1 smoke request"
	}
	return fmt.Sprintf("%d smoke requests", requests)
}

func version(ctx context.Context, ask Ask, service deployment.Service, inARow int) error {
	digest := service.Digest()
	if digest == "" {
		return fmt.Errorf("GET %s: the state does not say which image was deployed: run deploy again", service.VersionPath)
	}
	return until(ctx, patience, func(ctx context.Context) error {
		for range inARow {
			answer, err := ask(ctx, "", service.VersionPath)
			if err != nil {
				return fault(err)
			}
			if answer.Status != http.StatusOK || !strings.Contains(answer.Body, digest) {
				return fmt.Errorf("GET %s: wanted 200 with the deployed image's digest, %s, got %s", answer.Address, digest, said(answer))
			}
		}
		return nil
	})
}

// passes makes a request. What the service answers counts at once; what a load balancer says where it gets no answer is asked again.
func passes(ctx context.Context, ask Ask, request deployment.Request) error {
	return until(ctx, patience, func(ctx context.Context) error {
		answer, err := ask(ctx, request.Host, request.Path)
		if err != nil {
			return fault(err)
		}
		if answer.Status == request.Status && strings.Contains(answer.Body, request.Contains) {
			return nil
		}
		wrong := fmt.Errorf("GET %s: wanted %s, got %s", answer.Address, wanted(request), said(answer))
		switch answer.Status {
		case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
			return wrong
		}
		return backoff.Permanent(wrong)
	})
}

func wanted(request deployment.Request) string {
	if request.Contains == "" {
		return fmt.Sprint(request.Status)
	}
	return fmt.Sprintf("%d with %#q", request.Status, request.Contains)
}
