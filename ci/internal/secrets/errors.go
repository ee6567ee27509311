package secrets

import (
	"fmt"
	"strings"
)

// MissingError is a secret that can't be read, and the services that read it: ECS would start no task of them.
type MissingError struct {
	Secret
	Place    Place
	Services []string
}

func (e *MissingError) Error() string {
	what, next := e.Found()
	return what + ":\n  " + next
}

// Found is what is missing, and the next command to type.
func (e *MissingError) Found() (what, next string) {
	what = fmt.Sprintf("secret %s, read by %s, ", e.ID, strings.Join(e.Services, ", "))
	switch {
	case e.Ending:
		return what + "was deleted and can be brought back", fmt.Sprintf("aws secretsmanager restore-secret%s --secret-id %s", e.Place.CLI(), e.ID)
	case !e.There && strings.HasPrefix(e.ID, "arn:"):
		return what + "does not exist", "correct its ARN in the settings"
	case !e.There:
		return what + "does not exist", e.Place.Command("bootstrap")
	}
	return what + "has no value", fmt.Sprintf("aws secretsmanager put-secret-value%s --secret-id %s --secret-string file://…", e.Place.CLI(), e.ID)
}
