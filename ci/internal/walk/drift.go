package walk

import (
	"context"
	"fmt"
	"strings"
	"time"

	"dagger/slipway/internal/drift"
	"dagger/slipway/internal/gate"
	"dagger/slipway/internal/stack"
)

// Settled waits until no run changes the environment: of one that goes on, half is there and half is not.
func (w *Walk) Settled(ctx context.Context, wait time.Duration) error {
	lock, err := w.RunLock(ctx)
	if err != nil {
		return err
	}
	return lock.Await(ctx, wait, func(line string) { w.Story.Say("lock", line) })
}

// Drift plans what is deployed, with the images that the state has, and says in what the world is not like that. It reads only.
func (w *Walk) Drift(ctx context.Context) (verdict gate.Verdict, err error) {
	images, err := w.deployedImages(ctx, "drift")
	if err != nil {
		return verdict, err
	}
	variables, err := imagesFile(images)
	if err != nil {
		return verdict, err
	}
	planned, err := stack.Open(w.Repo, w.Target, stack.Platform, w.Account).With(stack.ImagesFile, variables).Plan(ctx)
	if err != nil {
		return verdict, err
	}
	allowances, err := w.Repo.Allowances(ctx)
	if err != nil {
		return verdict, err
	}
	return drift.Judge(w.Settings.Name, planned.Content, allowances, time.Now())
}

// deployedImages are those that the state has, of the services of the settings, for a verb that changes none of them.
func (w *Walk) deployedImages(ctx context.Context, verb string) (map[string]string, error) {
	deployed, err := w.Deployed(ctx)
	if err != nil {
		return nil, err
	}
	images, missing := map[string]string{}, []string{}
	for _, name := range w.Target.Services {
		service, there := deployed.Services[name]
		if images[w.Target.ImageOf(name)] = service.Image; !there {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		return nil, fmt.Errorf("environment %s has services in its settings that were never deployed: %s. Run deploy, or %s from the revision that is deployed",
			w.Target.Name, strings.Join(missing, ", "), verb)
	}
	return images, nil
}
