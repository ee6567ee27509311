package walk

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"dagger/slipway/internal/drift"
	"dagger/slipway/internal/gate"
	"dagger/slipway/internal/stack"
)

// Drift plans what is deployed, with the images that the state has, and says in what the world is not like that. It reads only.
func (w *Walk) Drift(ctx context.Context) (verdict gate.Verdict, err error) {
	deployed, err := w.Deployed(ctx)
	if err != nil {
		return verdict, err
	}
	images, missing := map[string]string{}, []string{}
	for _, name := range w.Target.Services {
		service, there := deployed.Services[name]
		if images[w.Target.ImageOf(name)] = service.Image; !there {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		return verdict, fmt.Errorf("environment %s has services in its settings that were never deployed: %s. Run deploy, or drift from the revision that is deployed",
			w.Target.Name, strings.Join(missing, ", "))
	}
	variables, err := json.Marshal(map[string]any{"images": images})
	if err != nil {
		return verdict, err
	}
	planned, err := stack.Open(w.Repo, w.Target, stack.Platform, w.Account).With(stack.ImagesFile, string(variables)).Plan(ctx)
	if err != nil {
		return verdict, err
	}
	allowances, err := w.Repo.Allowances(ctx)
	if err != nil {
		return verdict, err
	}
	return drift.Judge(w.Settings.Name, planned.Content, allowances, time.Now())
}
