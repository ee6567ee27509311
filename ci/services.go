package main

import (
	"context"

	"dagger/slipway/internal/engineerror"
)

// Services lists the services of the repository: the folders of services/ with a Go main package or a Dockerfile.
//
// A folder with neither is refused, as is a name that ECS or ECR would refuse. Code that services share goes into
// services/internal.
func (s *Slipway) Services(ctx context.Context) (_ string, err error) {
	defer engineerror.Tidy(&err)
	services, err := s.repository().Services(ctx)
	if err != nil {
		return "", err
	}
	rows := [][]string{{"SERVICE", "PATH", "BUILT FROM"}}
	for _, service := range services {
		rows = append(rows, []string{service.Name, service.Path, string(service.Kind)})
	}
	return table(rows), nil
}
