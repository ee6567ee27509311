package bootstrap

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"dagger/slipway/internal/cloud"
)

// repositories sorts out which repositories of the state no service has any more: those that the call names go, and of the
// others those that hold images stay.
func (b *Bootstrap) repositories(ctx context.Context, state cloud.State, data []string) error {
	named, err := b.services(data, state.Names("aws_secretsmanager_secret"))
	if err != nil {
		return err
	}
	var left, asked []string
	for _, repository := range state.Names("aws_ecr_repository") {
		service := strings.TrimPrefix(repository, b.target.Repository(""))
		if slices.Contains(b.target.Built(), service) {
			continue
		}
		left = append(left, service)
		if slices.Contains(named, service) {
			b.removed = append(b.removed, service)
		} else {
			asked = append(asked, service)
		}
	}
	for _, service := range named {
		if !slices.Contains(left, service) {
			return &UnknownError{Environment: b.target.Name, Service: service, Left: left}
		}
	}
	return b.keep(ctx, asked)
}

// keep keeps of these services' repositories those that hold images.
func (b *Bootstrap) keep(ctx context.Context, services []string) error {
	if len(services) == 0 {
		return nil
	}
	registry, err := b.target.Registry(ctx)
	if err != nil {
		return err
	}
	for _, service := range services {
		holds, err := registry.HoldsImages(ctx, b.target.Repository(service))
		if err != nil {
			return err
		}
		if holds {
			b.Kept = append(b.Kept, service)
		}
	}
	return nil
}

// services are the services whose repositories words name. Of the secrets that words name it keeps where the stack has them.
func (b *Bootstrap) services(words, secrets []string) ([]string, error) {
	t := b.target
	var named []string
	for _, word := range words {
		kind, name, _ := strings.Cut(word, "/")
		switch kind {
		case "repository":
			named = append(named, strings.TrimPrefix(name, t.Repository("")))
		case "secret":
			name = strings.TrimPrefix(name, t.Secret(""))
			if !slices.Contains(secrets, t.Secret(name)) || slices.Contains(t.Secrets, name) {
				return nil, fmt.Errorf("--data names secret %s, which the settings of environment %s still have, or which its bootstrap never made: "+
					"take it out of secrets first, or correct its name", name, t.Name)
			}
			b.dropped = append(b.dropped, secretAddress(name))
		default:
			return nil, fmt.Errorf("--data %q is neither repository nor secret: write repository/%s or secret/%s", word, t.Repository("NAME"), t.Secret("NAME"))
		}
	}
	return named, nil
}

// address is where the stack has a service's repository.
func address(service string) string {
	return fmt.Sprintf("module.ecr.aws_ecr_repository.this[%q]", service)
}

// list is a variable that is a list of names.
func list(variable string, names []string) []string {
	quoted := make([]string, len(names))
	for i, name := range names {
		quoted[i] = fmt.Sprintf("%q", name)
	}
	return []string{"-var=" + variable + "=[" + strings.Join(quoted, ",") + "]"}
}

// Removable names the repositories that a destroy may take with their images.
func Removable(t *cloud.Target, repositories []string) []string {
	var services []string
	for _, repository := range repositories {
		services = append(services, strings.TrimPrefix(repository, t.Repository("")))
	}
	return list("removable_repositories", services)
}
