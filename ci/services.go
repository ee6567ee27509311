package main

import (
	"cmp"
	"context"
	"strings"

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
	// What it runs as, the settings say. Before there are any, or while they are wrong, the services can be listed all the same.
	settings, unread := s.repository().Settings(ctx, s.Env)
	if unread == nil {
		rows[0] = append(rows[0], "IN "+strings.ToUpper(s.Env))
	}
	for _, service := range services {
		row := []string{service.Name, service.Path, string(service.Kind)}
		if unread == nil {
			row = append(row, cmp.Or(string(settings.Shapes[service.Name]), "-"))
		}
		rows = append(rows, row)
	}
	return table(rows), nil
}
