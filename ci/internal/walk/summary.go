package walk

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"dagger/slipway/internal/artefact"
	"dagger/slipway/internal/release"
	"dagger/slipway/internal/report"
	"dagger/slipway/internal/report/files"
	"dagger/slipway/internal/rollback"
	"dagger/slipway/internal/rollout"
)

// Formats are the forms of a summary.
var Formats = []string{"text", "json", "markdown", "html"}

// Summary says how a deploy ended, in the form that was asked for. A failure is told as an error, which a terminal shows: what would be a
// page is text.
func (d *Deploy) Summary(ctx context.Context, failure error, format string) (string, error) {
	s := report.Summary{Environment: d.Settings.Label(), Target: "not reached"}
	if d.Target != nil {
		s.Target = d.Target.String()
		if d.Target.Emulator() {
			s.Real, s.Simulated = d.Target.Says.Lists()
		}
	}
	if d.planned != nil {
		s.Plan = d.planned.Summary
	}
	s.Release, s.BackTo = d.number, d.backTo
	s.Notes, s.Warnings = d.notes.Lists()
	d.Story.Into(&s)
	s.Services = d.rows()
	s.Outcome, s.Reason = outcome(failure, s)
	if failure != nil && d.Registry != nil {
		s.Serving = d.Serving(ctx)
	}
	if d.release != nil {
		s.Revision = d.release.Revision[:12]
	}
	if failure != nil {
		s.Error = failure.Error()
	}
	if format == "html" && failure == nil {
		page := report.Page{Summary: s, Made: time.Now(), Verdicts: d.Found()}
		return files.Page(ctx, d.Repo.Box, page, d.planned.Pictured)
	}
	var text strings.Builder
	render := s.Text
	switch format {
	case "json":
		render = s.JSON
	case "markdown":
		render = s.Markdown
	}
	err := render(&text)
	return text.String(), err
}

// PlanPage is the page of a plan for a release.
func (w *Walk) PlanPage(r *release.Release, p *Planned) report.Page {
	s := report.Summary{Environment: w.Settings.Name, Target: w.Target.String(), Outcome: report.Planned, Revision: r.Revision[:12], Plan: p.Summary}
	for _, image := range r.Images {
		s.Services = append(s.Services, imageRow(image))
	}
	return report.Page{Summary: s, Made: time.Now(), Verdicts: w.Found()}
}

func imageRow(image *artefact.Image) report.ServiceRow {
	return report.ServiceRow{Name: image.Service, Digest: image.Digest, Size: int64(image.Size)}
}

func outcome(failure error, s report.Summary) (report.Outcome, string) {
	var rolledBack *rollout.RolledBackError
	var back *rollback.DoneError
	switch {
	case errors.As(failure, &back):
		return report.RolledBack, firstLine(failure)
	case errors.As(failure, &rolledBack) && rolledBack.Reason != "":
		return report.RolledBack, firstLine(failure)
	case failure != nil:
		return report.Failed, firstLine(failure)
	case s.Plan.Empty():
		return report.Unchanged, ""
	}
	return report.Deployed, ""
}

func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return strings.TrimSuffix(strings.TrimSpace(line), ":")
}

// rows has a row for each service, as far as the deploy came.
func (d *Deploy) rows() []report.ServiceRow {
	if d.release == nil {
		return nil
	}
	rows := make([]report.ServiceRow, len(d.release.Images))
	for i, image := range d.release.Images {
		rows[i] = imageRow(image)
		for _, p := range d.pushed {
			if p.Image == image {
				rows[i].Change = p.State()
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(d.Settings.Images)) {
		of := slices.IndexFunc(rows, func(r report.ServiceRow) bool { return r.Name == d.Settings.Images[name] })
		if of >= 0 {
			rows = append(rows, report.ServiceRow{Name: name, Digest: rows[of].Digest, Size: rows[of].Size, Change: rows[of].Change})
		}
	}
	if d.applied == nil {
		return rows
	}
	for i, row := range rows {
		rows[i].Serves = d.servesAt(row.Name)
		for _, c := range d.applied.Checks {
			if c.Service == row.Name {
				rows[i].Probe = c.Probe
			}
		}
	}
	return rows
}

// servesAt is where clients reach a service; empty where nobody asks it.
func (d *Deploy) servesAt(name string) string {
	if d.applied.Deployment == nil {
		return ""
	}
	service, there := d.applied.Services[name]
	if !there || !service.Web() {
		return ""
	}
	if address, err := d.applied.Address(service); err == nil && address != nil {
		return address.String() + service.Path
	}
	return d.applied.URL + service.Path
}
