package runlock

import (
	"testing"
	"time"
)

func TestParseWait(t *testing.T) {
	for text, want := range map[string]time.Duration{"0s": 0, "0": 0, "10m": 10 * time.Minute, "1h30m": 90 * time.Minute} {
		if got, err := ParseWait(text); got != want || err != nil {
			t.Errorf("%s: got %s, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "10", "-1m", "ten minutes"} {
		if _, err := ParseWait(text); err == nil {
			t.Errorf("%q was taken", text)
		}
	}
}
