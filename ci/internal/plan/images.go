package plan

import (
	"encoding/json"
	"errors"
	"fmt"

	tfjson "github.com/hashicorp/terraform-json"
)

// Images are the images that the plan itself ships, by service: the variable `images` as it stands in the output of
// "terraform show -json PLAN". A file beside the plan may say something else.
func Images(planJSON []byte) (map[string]string, error) {
	var plan tfjson.Plan
	if err := json.Unmarshal(planJSON, &plan); err != nil {
		return nil, fmt.Errorf("read the plan's JSON: %w: make it with terraform show -json", err)
	}
	variable := plan.Variables["images"]
	if variable == nil {
		return nil, errors.New("the plan names no images: it has no variable images. Run plan again")
	}
	named, ok := variable.Value.(map[string]any)
	if !ok || len(named) == 0 {
		return nil, errors.New("the plan names no images: its variable images is empty or no map. Run plan again")
	}
	images := map[string]string{}
	for service, value := range named {
		reference, ok := value.(string)
		if !ok {
			return nil, fmt.Errorf("the plan's image of service %s is no text: run plan again", service)
		}
		images[service] = reference
	}
	return images, nil
}
