package runlock

import (
	"fmt"
	"time"

	"dagger/slipway/internal/caller"
)

// HeldError says that somebody else holds the environment.
type HeldError struct {
	Environment, Preview string
	Holder               Holder
	Now                  time.Time
}

func (e *HeldError) Error() string {
	begin := "environment " + e.Environment + " is held by " + e.Holder.Text()
	if e.Holder.Held() {
		return begin + ". `" + verb("release", e.Preview) + "` ends that once the maintenance is over; `" + verb("status", e.Preview) + "` shows it"
	}
	return begin + ", which lives: it wrote at " + clock(e.Holder.Beat) + ". `--lock-wait 10m` waits for its end; `" + verb("status", e.Preview) + "` shows it"
}

// Verb is a command of the verb lock that is about this lock: `lock status --preview pr-12`.
func (l *Lock) Verb(name string) string { return verb(name, l.Preview) }

func verb(name, preview string) string {
	if preview != "" {
		name += " --preview " + preview
	}
	return "lock " + name
}

// waits says whom a run waits for, and until when.
func waits(h Holder, now, deadline time.Time) string {
	if deadline.After(now) {
		return "waits for " + h.Text() + ", until " + clock(deadline) + " at most"
	}
	return "looks whether this run lives: " + h.Text() + ". It is dead from " + clock(h.Until()) + " on, unless it writes"
}

// wroteSince tells whether a holder wrote since it was met: so its run lives.
func (h Holder) wroteSince(met Holder) bool { return h.ID == met.ID && h.raw != met.raw }

// Text names a holder: who, what, since when, and where it can be seen.
func (h Holder) Text() string {
	text := fmt.Sprintf("%s (%s", caller.Short(h.Who), h.Operation)
	if h.Number > 0 {
		text += fmt.Sprintf(", release %d", h.Number)
	}
	text += ", since " + clock(h.Since)
	if h.Run != "" {
		text += ", " + h.Run
	}
	text += ")"
	if h.Held() {
		text += " for maintenance: " + h.Message
	}
	return text
}

// Doing says of a dead run what it was seen to do last.
func (h Holder) Doing() string {
	text := "it was last seen at " + clock(h.Beat)
	if h.Step != "" {
		text += ", in its step " + h.Step
	}
	return text
}

// Status says for people who holds the environment.
func (l *Lock) Status(h *Holder, now time.Time) string {
	if h == nil {
		return "Nobody holds environment " + l.Environment + ".\n"
	}
	state := fmt.Sprintf("alive: it wrote %d s ago, and counts as dead from %s on if it writes no more", int(now.Sub(h.Beat).Seconds()), clock(h.Until()))
	switch {
	case h.Held():
		state = "held for maintenance, until `" + l.Verb("release") + "`"
	case h.Dead(now):
		state = "dead: it last wrote at " + clock(h.Beat) + "; the next deploy takes its locks over, or `" + l.Verb("release") + "` takes them away"
	}
	text := "Environment " + l.Environment + " is held.\n"
	for _, line := range [][2]string{
		{"who", h.Who}, {"run", h.Run}, {"operation", h.Operation}, {"release", number(h.Number)}, {"step", h.Step}, {"since", clock(h.Since)}, {"message", h.Message}, {"state", state},
	} {
		if line[1] != "" {
			text += fmt.Sprintf("  %-10s %s\n", line[0], line[1])
		}
	}
	return text
}

func number(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprint(n)
}

// clock is a time as people read it, with its date: a lock may be from yesterday.
func clock(at time.Time) string { return at.UTC().Format("2006-01-02 15:04:05 UTC") }
