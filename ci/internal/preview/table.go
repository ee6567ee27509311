package preview

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"dagger/slipway/internal/caller"
	"dagger/slipway/internal/report/table"
)

// Text is the table that people read.
func Text(records []Record, now time.Time) string {
	if len(records) == 0 {
		return "There are no previews.\n"
	}
	rows := make([][]string, len(records))
	for i, r := range records {
		if r.Broken != nil {
			rows[i] = []string{r.Name, "?", "?", r.Broken.Error(), ""}
			continue
		}
		rows[i] = []string{r.Name, clock(r.Until), left(r, now), caller.Short(r.By), r.Run}
	}
	var text strings.Builder
	_ = table.Text(&text, []string{"NAME", "UNTIL", "LEFT", "BY", "RUN"}, rows) // a strings.Builder takes everything
	return text.String()
}

func left(r Record, now time.Time) string {
	if r.Due(now) {
		return "due: `preview reap` takes it down"
	}
	rest := r.Until.Sub(now)
	return fmt.Sprintf("%dh%02dm", int(rest.Hours()), int(rest.Minutes())%60)
}

// JSON is the list for programs.
func JSON(records []Record, now time.Time) (string, error) {
	type row struct {
		Record

		Due    bool   `json:"due"`
		Broken string `json:"broken,omitempty"`
	}
	rows := []row{}
	for _, r := range records {
		one := row{Record: r, Due: r.Due(now)}
		if r.Broken != nil {
			one.Broken = r.Broken.Error()
		}
		rows = append(rows, one)
	}
	text, err := json.MarshalIndent(rows, "", "  ")
	return string(text) + "\n", err
}

func clock(at time.Time) string { return at.UTC().Format("2006-01-02 15:04 UTC") }
