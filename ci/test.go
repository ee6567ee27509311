package main

import (
	"context"

	"dagger/slipway/internal/engineerror"
	"dagger/slipway/internal/servicetest"
)

// Test vets and tests each service, and once what services share, and prints a table of the counts and the coverage.
//
// A Go service is vetted as it ships and as it is tested, and tested with the race detector. A service with a Dockerfile is
// tested by building its stage named "test", where it has one. It fails with the name and the output of each test that
// failed. The reports (JUnit, coverage) are those of the function reports.
// +check
func (s *Slipway) Test(
	ctx context.Context,
	// Test this service alone, and what services share.
	// +optional
	service string,
) (_ string, err error) {
	defer engineerror.Tidy(&err)
	results, err := s.test(ctx, service)
	if err != nil {
		return "", err
	}
	rows := [][]string{{"SERVICE", "BUILT FROM", "TESTS", "COVERAGE"}}
	for _, r := range results {
		rows = append(rows, []string{r.Name, r.From, r.Tests, r.Coverage})
	}
	return table(rows), nil
}

func (s *Slipway) test(ctx context.Context, service string) ([]*servicetest.Result, error) {
	repo := s.repository()
	services, err := repo.Select(ctx, service)
	if err != nil {
		return nil, err
	}
	return servicetest.Run(ctx, repo, services)
}
