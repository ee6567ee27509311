package environment

import (
	"slices"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/gocty"
)

// Release is what an environment demands of a release before anything in it changes.
type Release struct {
	Lint bool `cty:"lint"`
	// Scan is the severity from which a finding refuses the release, or "none".
	Scan string `cty:"scan"`
	// Signed means that the image of each service must bear the signature of Signer.
	Signed bool    `cty:"signed"`
	Signer *Signer `cty:"signer"`
}

// Signer is whose signature counts. Exactly one way is set.
type Signer struct {
	// PublicKey is a PEM file, beside the settings.
	PublicKey *string `cty:"public_key"`
	// KMSKey is a key of the account, as cosign names it: "awskms:///alias/release".
	KMSKey *string `cty:"kms_key"`
	// Identity and Issuer are those of a certificate by Sigstore: a workflow, and who vouches for it.
	Identity *string `cty:"identity"`
	Issuer   *string `cty:"issuer"`
}

var signerType = cty.ObjectWithOptionalAttrs(map[string]cty.Type{
	"public_key": cty.String, "kms_key": cty.String, "identity": cty.String, "issuer": cty.String,
}, []string{"public_key", "kms_key", "identity", "issuer"})

var releaseType = cty.ObjectWithOptionalAttrs(map[string]cty.Type{
	"lint": cty.Bool, "scan": cty.String, "signed": cty.Bool, "signer": signerType,
}, []string{"lint", "scan", "signed", "signer"})

var severities = []string{"low", "medium", "high", "critical", "none"}

// release fills in what is not said: an account demands everything, the emulator nothing.
func (r *reader) release(emulated bool) Release {
	release := Release{Lint: !emulated, Scan: "high", Signed: !emulated}
	if emulated {
		release.Scan = "none"
	}
	object, ok := r.values["release"]
	if !ok || object.IsNull() {
		return release
	}
	for name, to := range map[string]any{"lint": &release.Lint, "scan": &release.Scan, "signed": &release.Signed, "signer": &release.Signer} {
		if v := object.GetAttr(name); !v.IsNull() {
			if err := gocty.FromCtyValue(v, to); err != nil {
				r.fail(r.top["release"].at, join("release", name), "%s is needed", words(v.Type()))
			}
		}
	}
	written := r.top["release"]
	if scan := written.get("scan"); scan != nil && !slices.Contains(severities, release.Scan) {
		r.fail(scan.at, "release.scan", "%q is not a severity: write low, medium, high, critical or none", release.Scan)
	}
	if fault := release.Signer.fault(); fault != "" {
		r.fail(written.get("signer").at, "release.signer", "%s", fault)
	}
	return release
}

// fault is what is wrong with a signer; empty when nothing is.
func (s *Signer) fault() string {
	if s == nil {
		return ""
	}
	ways := 0
	for _, set := range []bool{s.PublicKey != nil, s.KMSKey != nil, s.Identity != nil || s.Issuer != nil} {
		if set {
			ways++
		}
	}
	if ways != 1 {
		return "write either public_key, or kms_key, or identity and issuer"
	}
	if (s.Identity == nil) != (s.Issuer == nil) {
		return "an identity counts only with its issuer: write both"
	}
	return ""
}
