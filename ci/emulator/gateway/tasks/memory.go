package tasks

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

var oomKills = regexp.MustCompile(`(?m)^oom_kill ([1-9][0-9]*)$`)

// overran tells whether a pod's container was killed for its memory, of which podman does not tell everywhere: its monitor has to
// see it happen. The pod's own control group outlives the container: version 2 counts such kills in it, version 1 keeps the most
// memory that was in use.
func (p *podman) overran(ctx context.Context, pod string, limit int64) bool {
	group, err := p.run(ctx, nil, "pod", "inspect", "--format", "{{.CgroupPath}}", pod)
	if err != nil || limit == 0 {
		return false
	}
	const mounted = "/sys/fs/cgroup"
	if events, err := os.ReadFile(filepath.Join(mounted, group, "memory.events")); err == nil {
		return oomKills.Match(events)
	}
	peak, err := os.ReadFile(filepath.Join(mounted, "memory", group, "memory.max_usage_in_bytes"))
	if err != nil {
		return false
	}
	most, err := strconv.ParseInt(strings.TrimSpace(string(peak)), 10, 64)
	return err == nil && most >= limit
}
