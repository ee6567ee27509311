package secrets

import (
	"context"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager/types"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	parameter "github.com/aws/aws-sdk-go-v2/service/ssm/types"
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

	parameters []string
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
	out := &secretsmanager.DescribeSecretOutput{
		ARN: aws.String("arn:of:" + id), KmsKeyId: aws.String("key/1"), Tags: []types.Tag{{Key: aws.String("Environment"), Value: aws.String("prod")}},
	}
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

// DescribeParameters lists what has one of the names, on the second page, as AWS may.
func (f *fake) DescribeParameters(_ context.Context, in *ssm.DescribeParametersInput, _ ...func(*ssm.Options)) (*ssm.DescribeParametersOutput, error) {
	if in.NextToken == nil {
		return &ssm.DescribeParametersOutput{NextToken: aws.String("more")}, f.failed["parameters"]
	}
	out := &ssm.DescribeParametersOutput{}
	for _, name := range f.parameters {
		if slices.Contains(in.ParameterFilters[0].Values, name) {
			out.Parameters = append(out.Parameters, parameter.ParameterMetadata{Type: parameter.ParameterTypeSecureString, KeyId: aws.String("alias/own")})
		}
	}
	return out, nil
}

const (
	mine = "123456789012"
	flag = "arn:aws:ssm:eu-west-1:123456789012:parameter/flag"
)

func name(n string) string { return "shop-prod/" + n }

func reader(f *fake) Reader { return Reader{f, f, prerequisite.Place{Environment: "prod"}, mine, name} }

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
		{"another stage of somebody else's", partner + "::AWSPREVIOUS:", fake{staged: map[string][]string{partner: {"AWSPREVIOUS"}}}, nil},
		{"another stage, which nothing has", partner + "::AWSPREVIOUS:", fake{staged: map[string][]string{partner: {"AWSCURRENT"}}}, []string{"has no version AWSPREVIOUS", "correct its ARN"}},
		{"one version", partner + ":::v1", fake{staged: map[string][]string{partner: {"AWSPREVIOUS"}}}, nil},
		{"a parameter", flag, fake{parameters: []string{"/flag"}}, nil},
		{"a parameter that is not there", flag, fake{parameters: []string{"/flags"}}, []string{"parameter " + flag + ", read by orders, web, does not exist", "aws ssm put-parameter --type SecureString --name /flag --value file://…"}},
		{"our own, which we may not see", "key", fake{failed: map[string]error{"shop-prod/key": refused}}, []string{"look at secret shop-prod/key", "AccessDenied"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			found, unseen, err := reader(&c.fake).Check(t.Context(), map[string][]string{c.secret: {"orders", "web"}})
			if unseen != nil || (err == nil) != (len(found) == 1) {
				t.Errorf("unseen: %v; found %v", unseen, found)
			}
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

// TestCheckSaysWhatItDidNotSee has what nobody here can look at: to pass it in silence would be to say that it has a value.
func TestCheckSaysWhatItDidNotSee(t *testing.T) {
	elsewhere := "arn:aws:ssm:eu-west-1:210987654321:parameter/flag"
	for given, f := range map[string]*fake{
		partner + ":password::": {failed: map[string]error{partner: refused}},
		partner + ":::v9":       {staged: map[string][]string{partner: {"AWSCURRENT"}}}, // AWS lists no version without a stage
		elsewhere:               {},
		flag:                    {failed: map[string]error{"parameters": refused}},
	} {
		found, unseen, wrong := reader(f).Check(t.Context(), map[string][]string{given: {"web"}})
		if wrong != nil || unseen == nil || !strings.Contains(unseen.Error(), "read by web") || len(found) != 1 || !found[0].Unseen {
			t.Errorf("%s: found %v, unseen %v, wrong %v", given, found, unseen, wrong)
		}
	}
}

func TestWhatIsFound(t *testing.T) {
	found, _, err := reader(&fake{staged: map[string][]string{"shop-prod/key": {"AWSCURRENT"}}, parameters: []string{"flag"}}).
		Check(t.Context(), map[string][]string{"key": {"web"}, flag + ":3": {"web"}})
	if err != nil || len(found) != 2 || found[0].Key != "alias/own" || found[0].ARN != flag || found[1].Key != "key/1" || found[1].Tags["Environment"] != "prod" {
		t.Errorf("got %+v, %v", found, err)
	}
}

func TestCheckNamesAll(t *testing.T) {
	f := &fake{
		staged: map[string][]string{"shop-prod/a": nil, "shop-prod/b": nil, "shop-prod/c": {"AWSCURRENT"}},
		failed: map[string]error{"shop-prod/d": refused},
	}
	reads := map[string][]string{"a": {"web"}, "b": {"web"}, "c": {"web"}, "d": {"web"}}
	_, _, err := reader(f).Check(t.Context(), reads)
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
	_, _, err := Reader{f, f, place, mine, name}.Check(t.Context(), map[string][]string{"a": {"web"}, "b": {"web"}, "c": {"web"}})
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
