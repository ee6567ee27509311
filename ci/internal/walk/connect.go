package walk

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// connect deploys the services that others call by a name that is new, and gives what is left to apply of a plan. Each is a part of the
// plan in which nobody is who calls it: whoever is deployed beside it may start without its name, and never learn it.
func (w *Walk) connect(ctx context.Context, p *Planned) (*Planned, error) {
	steps := p.Summary.Steps()
	if len(steps) == 0 {
		return p, nil
	}
	began := p.began
	if began.IsZero() {
		began = time.Now()
	}
	err := w.Story.Step(ctx, "connect", func(ctx context.Context) (string, error) {
		var notes []string
		for _, together := range steps {
			var addresses, names []string
			for _, c := range together {
				addresses, names = append(addresses, c.Address()), append(names, c.Service)
			}
			notes = append(notes, strings.Join(names, " and "))
			if err := w.part(ctx, p, "connect", "deploys "+strings.Join(names, " and ")+" before those that call it", addresses); err != nil {
				return "", err
			}
		}
		return strings.Join(notes, ", then "), nil
	})
	if err != nil {
		return p, err
	}
	rest, err := w.PlanImages(ctx, p.Images)
	if err != nil {
		return p, fmt.Errorf("plan what is left, once the services that others call are deployed: %w", err)
	}
	if err := within("connect", p.Summary, rest.Summary); err != nil {
		return p, err
	}
	rest.Reviewed, rest.began = p.whole(), began
	return rest, nil
}
