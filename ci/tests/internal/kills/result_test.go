package kills

import (
	"errors"
	"strings"
	"testing"
)

func TestResult(t *testing.T) {
	vpc, bucket := Moment{"deploy", "ec2", "CreateVpc", 1, true}, Moment{"destroy", "s3", "DeleteBucket", 2, false}
	good := Row{Moment: vpc, Held: "ec2:CreateVpc", Seconds: 61.4}
	bad := Row{Moment: bucket, Held: "s3:DeleteBucket b", Err: errors.New("its serial went back from 7 to 3\nand more")}
	never := Row{Moment: Moment{"deploy", "dynamodb", "PutItem", 9, true}}
	for name, test := range map[string]struct {
		rows  []Row
		asked int
		words string
		says  []string // of the failure; none is none
	}{
		"all":     {[]Row{good, never}, 1, "1 of 1 moments, drawn by seed 7", nil},
		"too few": {[]Row{good, never}, 2, "1 of 1 moments, drawn by seed 7", []string{"1 moments came, and there were to be 2"}},
		"one failed": {
			[]Row{good, bad}, 2, "1 of 2 moments, drawn by seed 7",
			[]string{"1 of 2 moments, drawn by seed 7", "destroy:s3:DeleteBucket#2:before, killed at s3:DeleteBucket b: its serial went back", "and more",
				"ci/dagger call -m ci/tests kills-at --only 'destroy:s3:DeleteBucket#2:before'"},
		},
		"not even begun": {[]Row{{Moment: vpc, Err: errors.New("start the emulator")}}, 1, "0 of 1 moments", []string{"start the emulator"}},
	} {
		r := Result{Drawn: "drawn by seed 7", Asked: test.asked, Rows: test.rows}
		if !strings.Contains(r.Text(), test.words) {
			t.Errorf("%s: %q is not in\n%s", name, test.words, r.Text())
		}
		err := r.Failure()
		if (err == nil) != (test.says == nil) {
			t.Errorf("%s: %v", name, err)
		}
		for _, words := range test.says {
			if err == nil || !strings.Contains(err.Error(), words) {
				t.Errorf("%s: %q is not in %v", name, words, err)
			}
		}
	}
	text := Result{Rows: []Row{good, bad, never}}.Text()
	for _, words := range []string{
		"deploy:ec2:CreateVpc#1:after      ec2:CreateVpc      61       recovered\n", "FAILED: its serial went back from 7 to 3\n", "did not come\n",
	} {
		if !strings.Contains(text, words) {
			t.Errorf("%q is not in\n%s", words, text)
		}
	}
}
