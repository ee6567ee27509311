package signature

import (
	"fmt"
	"path"
	"strings"
)

// UnsignedError is an image without the signature that an environment wants.
type UnsignedError struct {
	Environment string
	Service     string
	Image       string   // by digest
	Trusted     string   // whose signature
	Reasons     []string // of the signatures that it has, why each does not count
}

func (e *UnsignedError) Error() string {
	what, next := e.Found()
	return what + "\n" + next
}

// Found is what lacks a signature, and the next command to type.
func (e *UnsignedError) Found() (what, next string) {
	found := "it has no signature"
	if n := len(e.Reasons); n > 0 {
		found = fmt.Sprintf("it has %d, and none counts (%s)", n, strings.Join(unique(e.Reasons), "; "))
	}
	return fmt.Sprintf("image of service %s is not signed by %s, which environment %s wants: %s: %s", e.Service, e.Trusted, e.Environment, found, e.Image),
		fmt.Sprintf("Sign it with the right key, with deploy's --sign-key or: dagger call --env %s … sign --key …", e.Environment)
}

func unique(texts []string) []string {
	seen := map[string]bool{}
	var out []string
	for _, t := range texts {
		if !seen[t] {
			seen[t] = true
			out = append(out, t)
		}
	}
	return out
}

// ReferenceError is an image whose signature can't be looked for.
type ReferenceError struct{ Service, Reference, Reason string }

func (e *ReferenceError) Error() string {
	return fmt.Sprintf("the signature of service %s's image %s can't be verified: %s: push it with dagger call push, "+
		"and run plan again", e.Service, e.Reference, e.Reason)
}

// NoSignerError is an environment that wants signatures and does not say whose.
type NoSignerError struct{ Environment, Settings string }

func (e *NoSignerError) Error() string {
	return fmt.Sprintf("environment %s wants signed images and does not say whose signature counts: make a key with "+
		"`dagger call signing-key --password env:PASSWORD -o keys`, move keys/cosign.pub to %s/release.pub, and write "+
		`release = { signer = { public_key = "release.pub" } } into %s (or release = { signed = false })`, e.Environment, path.Dir(e.Settings), e.Settings)
}

// KeyError is a public key that an environment names and that can't be used.
type KeyError struct {
	Environment, File string
	Err               error
}

func (e *KeyError) Error() string {
	return fmt.Sprintf("environment %s wants images signed by the key %s: %v: put the public key there; "+
		"`dagger call signing-key --password env:PASSWORD -o keys` makes a pair, of which it is keys/cosign.pub", e.Environment, e.File, e.Err)
}

// Unwrap is what is wrong with it.
func (e *KeyError) Unwrap() error { return e.Err }

// OtherKeyError is a key to sign with whose signature the environment does not want.
type OtherKeyError struct{ Environment, Settings, Trusted string }

func (e *OtherKeyError) Error() string {
	return fmt.Sprintf("the key that was given to sign with is not %s, and environment %s wants the signature of that one: give its "+
		"private half, or change release.signer in %s", e.Trusted, e.Environment, e.Settings)
}
