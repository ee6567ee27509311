package instances

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"dagger/slipway/internal/report/table"
)

// Text is a screen of what was seen: the instances, whether there is a newer image for them, and what is wrong.
func (f *Fleet) Text() string {
	var text strings.Builder
	page := table.NewText(&text)
	var rows [][]string
	older := 0
	for _, i := range f.Instances {
		agent, image := "connected", i.Release
		if !i.Connected {
			agent = "not connected"
		}
		if image == "" {
			image = i.Image
		} else if date(i.Release) < date(f.Newest) {
			older++
		}
		rows = append(rows, []string{i.ID, i.Zone, i.Type, i.Status, agent, strconv.Itoa(i.Tasks), image, f.age(i.Since)})
	}
	page.Table([]string{"INSTANCE", "ZONE", "TYPE", "STATUS", "AGENT", "TASKS", "IMAGE", "REGISTERED"}, rows)
	if g := f.Group; g != nil {
		page.Paragraph("Group %s: %d wanted, from %d to %d.", g.Name, g.Desired, g.Min, g.Max)
	} else {
		page.Paragraph("The cluster's instances are somebody else's: the settings name an existing cluster.")
	}
	if older > 0 {
		page.Paragraph("%d of %d instances have an older image than %s. Run refresh-instances: it replaces them, new ones first, and nothing else, and waits. Where the settings name an image, write cluster = { ami_release = %[3]q } there before.",
			older, len(f.Instances), f.Newest)
	}
	if troubles := f.Troubles(); len(troubles) > 0 {
		page.Paragraph("Not well:\n  %s", strings.Join(troubles, "\n  "))
	} else {
		page.Paragraph("All is well with the instances of %s.", f.Environment)
	}
	return text.String()
}

func (f *Fleet) age(since time.Time) string {
	if since.IsZero() {
		return "-"
	}
	if hours := f.At.Sub(since).Hours(); hours >= 48 {
		return fmt.Sprintf("%.0f days ago", hours/24)
	} else if hours >= 1 {
		return fmt.Sprintf("%.0f h ago", hours)
	}
	return fmt.Sprintf("%.0f min ago", f.At.Sub(since).Minutes())
}
