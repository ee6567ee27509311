package stack

import (
	"encoding/json"
	"fmt"

	"dagger/slipway/internal/environment"
)

// ImagesFile names the image of each service for a plan of the platform.
const ImagesFile = "images.auto.tfvars.json"

// previewFile makes of the platform a preview.
const previewFile = "preview.auto.tfvars.json"

// AdoptFile has the import blocks of what an interrupted run left.
const AdoptFile = "adopt.tf"

// Placeholders is an ImagesFile for plans that never come to need an image.
func Placeholders(settings environment.Environment) (string, error) {
	images := map[string]string{}
	for _, service := range settings.Built() {
		images[service] = fmt.Sprintf("123456789012.dkr.ecr.%s.amazonaws.com/%s@sha256:%064d", settings.Region, settings.Repository(service), 0)
	}
	text, err := json.Marshal(map[string]any{"images": images})
	return string(text), err
}
