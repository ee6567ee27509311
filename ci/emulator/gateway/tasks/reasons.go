package tasks

import (
	"errors"
	"strings"
)

const outOfMemory = "OutOfMemoryError: Container killed due to memory usage"

// cannotPull says in ECS's words why an image was not pulled.
func cannotPull(image string, err error) error {
	const code = "CannotPullContainerError: Error response from daemon: "
	text := err.Error()
	switch {
	case strings.Contains(text, "manifest unknown"):
		return errors.New(code + "manifest for " + image + " not found: manifest unknown: Requested image not found")
	case strings.Contains(text, "name unknown"):
		_, detail, _ := strings.Cut(text, "name unknown")
		return errors.New(code + "repository of " + image + " not found: name unknown" + detail)
	}
	return errors.New(code + text)
}
