package caller

import "testing"

func TestShort(t *testing.T) {
	for who, want := range map[string]string{
		"arn:aws:iam::111122223333:user/maria":                                              "maria",
		"arn:aws:iam::111122223333:user/people/maria":                                       "maria",
		"arn:aws:sts::111122223333:assumed-role/shop-prod-ci-apply/GitHubActions":           "shop-prod-ci-apply/GitHubActions",
		"arn:aws:iam::111122223333:root":                                                    "root",
		"arn:aws-us-gov:sts::111122223333:assumed-role/AWSReservedSSO_Admin_1a2b/maria@x.y": "AWSReservedSSO_Admin_1a2b/maria@x.y",
		"maria": "maria",
		"":      "",
	} {
		if got := Short(who); got != want {
			t.Errorf("%q is %q, want %q", who, got, want)
		}
	}
}

func TestRole(t *testing.T) {
	for who, want := range map[string]bool{
		"arn:aws:sts::111122223333:assumed-role/shop-prod-ci-apply/GitHubActions": true,
		"arn:aws-cn:sts::111122223333:assumed-role/admin/maria":                   true,
		"arn:aws:iam::111122223333:user/assumed-role/maria":                       false,
		"arn:aws:iam::111122223333:role/shop-prod-ci-apply":                       false,
		"arn:aws:iam::111122223333:root":                                          false,
		"":                                                                        false,
	} {
		if got := Role(who); got != want {
			t.Errorf("%q: %v", who, got)
		}
	}
}
