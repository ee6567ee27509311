package nextstep

import "testing"

func TestIn(t *testing.T) {
	for text, want := range map[string]bool{
		"the plan for local no longer matches: state 3 → 4: run plan again":                         true,
		"--sign-key needs its password: give --sign-password, for example env:PASSWORD":             true,
		"plan failed (exit code 1):\nError: RequestExpired\nThe credentials ended. Take fresh ones": true,
		"nothing to sign with: `dagger call signing-key -o keys` makes a key":                       true,
		"catalog/main.go:7: declared and not used":                                                  true,
		"--data names repository odrers: there are orders":                                          false,
		"the key to sign with can't be opened":                                                      false,
		"the run was ended":                                                                         false,
		"wanted 200 with `sold out`, got 200 OK":                                                    false,
		"another run holds it: `lock status` says who":                                              true,
		"exit code 1": false,
		"":            false,
	} {
		if got := In(text); (got != "") != want {
			t.Errorf("%q: %q, want one: %v", text, got, want)
		}
	}
}
