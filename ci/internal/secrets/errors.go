package secrets

import (
	"fmt"
	"strings"
)

// Missing is a secret that can't be read, and the services that read it.
type Missing struct {
	Secret
	Services []string
}

// MissingError is a deploy whose services would wait for secrets.
type MissingError struct {
	Environment string
	Secrets     []Missing
}

func (e *MissingError) Error() string {
	var text strings.Builder
	fmt.Fprintf(&text, "environment %s has secrets without a value, and ECS starts no task of a service that reads one:\n", e.Environment)
	bootstrap := false
	for _, s := range e.Secrets {
		by := "read by " + strings.Join(s.Services, ", ")
		switch {
		case s.Ending:
			fmt.Fprintf(&text, "  %s, %s, was deleted and can be brought back:\n    aws secretsmanager restore-secret --secret-id %[1]s\n", s.ID, by)
		case !s.There && strings.HasPrefix(s.ID, "arn:"):
			fmt.Fprintf(&text, "  %s, %s, does not exist: correct its ARN in the settings\n", s.ID, by)
		case !s.There:
			bootstrap = true
			fmt.Fprintf(&text, "  %s, %s, does not exist: bootstrap makes it\n", s.ID, by)
		default:
			fmt.Fprintf(&text, "  %s, %s:\n    aws secretsmanager put-secret-value --secret-id %[1]s --secret-string file://…\n", s.ID, by)
		}
	}
	then := "deploy"
	if bootstrap {
		then = "bootstrap"
	}
	fmt.Fprintf(&text, "Nothing was changed. After that: dagger call --env %s --credentials 'cmd://aws configure export-credentials' %s", e.Environment, then)
	return text.String()
}
