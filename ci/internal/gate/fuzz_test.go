package gate

import (
	"errors"
	"testing"

	"dagger/slipway/internal/dotfile"
)

// FuzzParse looks for a text that makes the reader panic, or an error that does not name the file.
func FuzzParse(f *testing.F) {
	for _, text := range []string{"", "allowances:\n- {gate: lint, rule: errcheck" + term + "2027-01-01}\n", "allowances:\n- &a\n  gate: [lint]\n- <<: *a\n---\n"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		allowances, err := parse([]byte(text))
		var at *dotfile.Error
		if err != nil && !errors.As(err, &at) {
			t.Fatal(err)
		}
		for _, a := range allowances {
			if a.line == 0 || a.last.IsZero() {
				t.Fatalf("not checked: %+v", a)
			}
		}
	})
}
