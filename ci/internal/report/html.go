package report

import (
	"cmp"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"slices"
	"time"

	"dagger/slipway/internal/gate"
	"dagger/slipway/internal/plan"
)

// Page is a summary with what only a page has room for.
type Page struct {
	Summary Summary `json:"summary"`
	// Made is when the run ended.
	Made time.Time `json:"made"`
	// Verdicts are what the gates found.
	Verdicts []gate.Verdict `json:"verdicts,omitempty"`
	// Picture is an SVG of what the plan changes; NoPicture says why there is none, where there should be.
	Picture   []byte `json:"-"`
	NoPicture string `json:"-"`
}

//go:embed page.css
var style string

//go:embed page.html
var text string

var page = template.Must(template.New("page").Parse(text))

// HTML writes one file that opens from a disk: no script, and nothing from a network. All text in it is escaped, but for the picture, which
// is markup. The error is w's.
func (p Page) HTML(w io.Writer) error { return page.Execute(w, p.view()) }

// view is the page as the template takes it.
type view struct {
	Summary
	Title, Line, Made string
	Mark              mark
	Changes           []changeRow
	Touched           string // resources, in words
	Many              bool   // changes
	Counts            string
	Planned           bool
	Verdicts          []gate.Verdict
	Bars              []bar
	Ends              string // of the time line
	Images            []imageRow
	Service, Noted    bool // what of an image is known
	Picture           template.HTML
	NoPicture         string
	Style             template.CSS
	ServesNow         [][]string
}

// mark is how it ended, for the eye: a colour's name, a sign and a word.
type mark struct{ Colour, Sign, Word string }

// changeRow is a change with what is lost by it.
type changeRow struct {
	plan.Change
	Lost, What string
}

// bar is a step on the time line, in percent of its length.
type bar struct {
	Step
	Left, Width    float64
	Began, Took    string
	Failed, Halted bool
}

type imageRow struct {
	ServiceRow
	Size string
}

// manyChanges is from how many changes on they are folded.
const manyChanges = 40

func (p Page) view() view {
	s := p.Summary
	v := view{
		Summary: s, Title: "Deploy to " + s.Environment, Line: s.Line(), Mark: s.mark(), Changes: changeRows(s.Plan), Counts: s.Plan.Counts(),
		Planned: s.planned(), Verdicts: p.Verdicts, ServesNow: s.servingRows(verbatim), NoPicture: p.NoPicture,
		// D2 escaped each name, and the page's policy lets no script of it run.
		Picture: template.HTML(p.Picture), Style: template.CSS(style),
	}
	if s.Outcome == Planned {
		v.Title = "Plan of " + s.Environment
	}
	if !p.Made.IsZero() {
		v.Made = p.Made.UTC().Format("2006-01-02 15:04 UTC")
	}
	v.Touched, v.Many = count(len(v.Changes), "resource"), len(v.Changes) > manyChanges
	if lost := len(s.Plan.Risky); lost > 0 {
		v.Touched += fmt.Sprintf(", %d with data that is lost", lost)
	}
	v.Bars, v.Ends = s.bars()
	for _, row := range s.Services {
		v.Images = append(v.Images, imageRow{row, size(row.Size)})
		v.Service, v.Noted = v.Service || row.Serves != "", v.Noted || row.Change != ""
	}
	return v
}

func (s Summary) mark() mark {
	switch s.Outcome {
	case Deployed, "":
		return mark{"good", "✓", "Deployed"}
	case Unchanged:
		return mark{"good", "✓", "Nothing to change"}
	case RolledBack:
		return mark{"bad", "↺", "Rolled back"}
	case Planned:
		if len(s.Plan.Risky) > 0 {
			return mark{"bad", "!", "Destroys data"}
		}
		return mark{"plain", "→", "Planned"}
	}
	return mark{"bad", "✕", "Failed"}
}

// order is that of the changes on a page: what is lost stands first.
var order = []plan.Action{plan.Delete, plan.Replace, plan.Update, plan.Create}

func changeRows(s plan.Summary) []changeRow {
	lost := map[string]string{}
	for _, risk := range s.Risky {
		lost[risk.Address] = risk.Reason
	}
	rows := make([]changeRow, len(s.Changes))
	for i, change := range s.Changes {
		rows[i] = changeRow{Change: change, Lost: lost[change.Address], What: change.Describe()}
	}
	rank := func(r changeRow) int {
		switch i := slices.Index(order, r.Action); {
		case r.Lost != "":
			return 0
		case i >= 0:
			return i + 1
		}
		return len(order) + 1
	}
	slices.SortStableFunc(rows, func(a, b changeRow) int { return cmp.Compare(rank(a), rank(b)) })
	return rows
}

// bars are the steps in the order in which they began, and the length of the time line in words.
func (s Summary) bars() ([]bar, string) {
	length := s.Seconds
	for _, step := range s.Steps {
		length = max(length, step.At+step.Seconds)
	}
	if length <= 0 {
		return nil, ""
	}
	bars := make([]bar, len(s.Steps))
	for i, step := range s.Steps {
		left := min(100*step.At/length, 99.5)
		bars[i] = bar{
			Step: step, Left: left, Width: max(0.5, min(100*step.Seconds/length, 100-left)),
			Began: fmt.Sprintf("%.1f s", step.At), Took: fmt.Sprintf("%.1f s", step.Seconds),
			Failed: step.Note == StepFailed, Halted: step.Note == StepStopped,
		}
	}
	slices.SortStableFunc(bars, func(a, b bar) int { return cmp.Compare(a.At, b.At) })
	return bars, fmt.Sprintf("%.0f s", length)
}
