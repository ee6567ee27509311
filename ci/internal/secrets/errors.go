package secrets

import (
	"fmt"
	"strings"
)

// MissingError is a secret that can't be read, and the services that read it: ECS would start no task of them.
type MissingError struct {
	Read
	Place Place
}

func (e *MissingError) Error() string {
	what, next := e.Found()
	return what + ":\n  " + next
}

// Found is what is missing, and the next command to type.
func (e *MissingError) Found() (what, next string) {
	kind := "secret"
	if e.Parameter {
		kind = "parameter"
	}
	what = fmt.Sprintf("%s %s, read by %s, ", kind, e.ID, strings.Join(e.Services, ", "))
	switch {
	case e.Ending:
		return what + "was deleted and can be brought back", fmt.Sprintf("aws secretsmanager restore-secret%s --secret-id %s", e.Place.CLI(), e.ID)
	case !e.There && e.Parameter:
		_, name, _ := strings.Cut(e.ID, ":parameter")
		return what + "does not exist", fmt.Sprintf("aws ssm put-parameter%s --type SecureString --name %s --value file://…, or correct its ARN in the settings", e.Place.CLI(), name)
	case !e.There && strings.HasPrefix(e.ID, "arn:"):
		return what + "does not exist", "correct its ARN in the settings"
	case !e.There:
		return what + "does not exist", e.Place.Command("bootstrap")
	}
	if e.Version != "" && e.Version != current {
		return what + "has no version " + e.Version, "correct its ARN in the settings, or put that version"
	}
	return what + "has no value", fmt.Sprintf("aws secretsmanager put-secret-value%s --secret-id %s --secret-string file://…", e.Place.CLI(), e.ID)
}
