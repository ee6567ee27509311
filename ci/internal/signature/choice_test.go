package signature

import (
	"strings"
	"testing"
)

func TestChoice(t *testing.T) {
	names := Names{Key: "--key", Password: "--password", KMS: "--kms-key", Token: "--identity-token"}
	for _, c := range []struct {
		name   string
		choice Choice
		some   bool
		wants  string
	}{
		{"nothing", Choice{}, false, ""},
		{"a key", Choice{Key: true, Password: true}, true, ""},
		{"a KMS", Choice{KMS: "awskms:///alias/release"}, true, ""},
		{"an identity", Choice{Token: true}, true, ""},
		{"two", Choice{Key: true, Password: true, Token: true}, false, "one of --key, --kms-key and --identity-token"},
		{"all", Choice{Key: true, Password: true, Token: true, KMS: "awskms:///alias/release"}, false, "more than one"},
		{"no password", Choice{Key: true}, false, "--key needs its password: give --password"},
		{"a password alone", Choice{Password: true}, false, "--password is the password of --key"},
		{"a password for a KMS", Choice{Password: true, KMS: "awskms:///alias/release"}, false, "--password is the password of --key"},
		{"another KMS", Choice{KMS: "gcpkms://release"}, false, `--kms-key is "gcpkms://release"`},
	} {
		some, err := c.choice.Check(names)
		if some != c.some || (err == nil) != (c.wants == "") || err != nil && !strings.Contains(err.Error(), c.wants) {
			t.Errorf("%s: %v, %v", c.name, some, err)
		}
	}
}
