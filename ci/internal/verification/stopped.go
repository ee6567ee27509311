package verification

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"dagger/slipway/internal/cloud"
	"dagger/slipway/internal/stopped"
)

// skew is how far AWS's clock may be behind this one.
const skew = time.Minute

// Stopped says of each service of which a task failed since a time why it did, with its last lines, or that it found no room. It is for an error that is told
// already: where AWS can't be asked, nothing is said.
func Stopped(ctx context.Context, t *cloud.Target, since time.Time) string {
	ctx = context.WithoutCancel(ctx)
	config, err := t.SDK(ctx)
	if err != nil {
		return ""
	}
	client, logs := ecs.NewFromConfig(config), cloudwatchlogs.NewFromConfig(config)
	var all strings.Builder
	for _, name := range t.OfECS() {
		text, err := stopped.Last(ctx, client, logs, t.Cluster(), t.ECSName(name), since.Add(-skew))
		if err == nil && text == "" {
			text, err = stopped.Unplaced(ctx, client, t.Cluster(), t.ECSName(name), since.Add(-skew))
		}
		if err == nil && text != "" {
			fmt.Fprintf(&all, "service %s: %s", name, text)
		}
	}
	return all.String()
}
