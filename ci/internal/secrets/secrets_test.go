package secrets

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager/types"
	"github.com/aws/smithy-go"

	"dagger/slipway/internal/prerequisite"
)

// fake has secrets by id: the stages of their versions. One that restores needs as many looks as `slow` until it is seen.
type fake struct {
	staged map[string][]string
	ending map[string]bool
	slow   int
	failed map[string]error
	looked []string
}

func (f *fake) DescribeSecret(_ context.Context, in *secretsmanager.DescribeSecretInput, _ ...func(*secretsmanager.Options)) (*secretsmanager.DescribeSecretOutput, error) {
	id := aws.ToString(in.SecretId)
	f.looked = append(f.looked, id)
	if err := f.failed[id]; err != nil {
		return nil, err
	}
	stages, ok := f.staged[id]
	if !ok {
		return nil, &types.ResourceNotFoundException{}
	}
	out := &secretsmanager.DescribeSecretOutput{ARN: aws.String("arn:of:" + id)}
	if len(stages) > 0 {
		out.VersionIdsToStages = map[string][]string{"v1": stages}
	}
	if f.ending[id] {
		out.DeletedDate = aws.Time(time.Unix(0, 0))
	} else if f.slow > 0 {
		f.slow--
		out.DeletedDate = aws.Time(time.Unix(0, 0))
	}
	return out, nil
}

func (f *fake) RestoreSecret(_ context.Context, in *secretsmanager.RestoreSecretInput, _ ...func(*secretsmanager.Options)) (*secretsmanager.RestoreSecretOutput, error) {
	delete(f.ending, aws.ToString(in.SecretId))
	return &secretsmanager.RestoreSecretOutput{}, nil
}

const partner = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:partner-AbCdEf"

var refused = &smithy.GenericAPIError{Code: "AccessDeniedException"}

func TestCheck(t *testing.T) {
	for _, c := range []struct {
		name   string
		secret string
		fake   fake
		want   []string // of the error; nil is none
	}{
		{"a value", "key", fake{staged: map[string][]string{"shop-prod/key": {"AWSCURRENT"}}}, nil},
		{"no value yet", "key", fake{staged: map[string][]string{"shop-prod/key": nil}}, []string{
			"read by orders, web",
			"aws secretsmanager put-secret-value --secret-id shop-prod/key --secret-string file://…",
		}},
		{"a value that is not the current one", "key", fake{staged: map[string][]string{"shop-prod/key": {"AWSPENDING"}}}, []string{"put-secret-value --secret-id shop-prod/key"}},
		{"not there", "key", fake{}, []string{"shop-prod/key, read by orders, web, does not exist", "dagger call --env prod --credentials 'cmd://aws configure export-credentials' bootstrap"}},
		{
			"deleted", "key", fake{staged: map[string][]string{"shop-prod/key": {"AWSCURRENT"}}, ending: map[string]bool{"shop-prod/key": true}},
			[]string{"aws secretsmanager restore-secret --secret-id shop-prod/key"},
		},
		{"somebody else's, with a field of it", partner + ":password::", fake{staged: map[string][]string{partner: nil}}, []string{"put-secret-value --secret-id " + partner}},
		{"somebody else's, which is not there", partner, fake{}, []string{partner, "correct its ARN"}},
		{"somebody else's, which we may not see", partner, fake{failed: map[string]error{partner: refused}}, nil},
		{"another stage of somebody else's", partner + "::AWSPREVIOUS:", fake{}, nil},
		{"a parameter", "arn:aws:ssm:eu-west-1:123456789012:parameter/flag", fake{}, nil},
		{"our own, which we may not see", "key", fake{failed: map[string]error{"shop-prod/key": refused}}, []string{"look at secret shop-prod/key", "AccessDenied"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := Check(t.Context(), &c.fake, prerequisite.Place{Environment: "prod"}, func(n string) string { return "shop-prod/" + n }, map[string][]string{c.secret: {"orders", "web"}})
			if (err == nil) != (c.want == nil) {
				t.Fatalf("got %v", err)
			}
			for _, want := range c.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%q lacks %q", err, want)
				}
			}
		})
	}
}

func TestCheckNamesAll(t *testing.T) {
	f := &fake{
		staged: map[string][]string{"shop-prod/a": nil, "shop-prod/b": nil, "shop-prod/c": {"AWSCURRENT"}},
		failed: map[string]error{"shop-prod/d": refused},
	}
	reads := map[string][]string{"a": {"web"}, "b": {"web"}, "c": {"web"}, "d": {"web"}}
	err := Check(t.Context(), f, prerequisite.Place{Environment: "prod"}, func(n string) string { return "shop-prod/" + n }, reads)
	for _, want := range []string{"--secret-id shop-prod/a ", "--secret-id shop-prod/b ", "look at secret shop-prod/d"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("all without a value must be named at once, beside one that could not be looked at: %v lacks %q", err, want)
		}
	}
}

// TestCheckOnAnEmulator has the commands call the emulator, and not the account that it stands for.
func TestCheckOnAnEmulator(t *testing.T) {
	f := &fake{staged: map[string][]string{"shop-prod/a": nil, "shop-prod/b": nil}, ending: map[string]bool{"shop-prod/b": true}}
	place := prerequisite.Place{Environment: "prod", Emulator: true}
	err := Check(t.Context(), f, place, func(n string) string { return "shop-prod/" + n }, map[string][]string{"a": {"web"}, "b": {"web"}, "c": {"web"}})
	for _, want := range []string{
		"aws secretsmanager put-secret-value --endpoint-url http://… --secret-id shop-prod/a ",
		"aws secretsmanager restore-secret --endpoint-url http://… --secret-id shop-prod/b",
		"dagger call --env prod --aws tcp://… bootstrap",
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v lacks %q", err, want)
		}
	}
}

func TestRestore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{staged: map[string][]string{"a": {"AWSCURRENT"}}, ending: map[string]bool{"a": true}, slow: 2}
		if err := Restore(t.Context(), f, []string{"a"}); err != nil || len(f.looked) != 3 {
			t.Errorf("it must wait until AWS has it back: %v after %d looks", err, len(f.looked))
		}
		f.slow = 1000
		if err := Restore(t.Context(), f, []string{"a"}); err == nil || !strings.Contains(err.Error(), "run bootstrap again") {
			t.Errorf("it must not wait for ever: %v", err)
		}
	})
}
