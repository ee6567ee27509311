package preflight

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	crypto "github.com/aws/aws-sdk-go-v2/service/kms/types"

	"dagger/slipway/internal/secrets"
)

const (
	ourSecret = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop-prod/key-AbCdEf"
	ourKey    = "arn:aws:kms:eu-west-1:123456789012:key/1"
	webRole   = "arn:aws:iam::123456789012:role/shop-prod/shop-prod-web-execution"
)

// simulated is IAM, which answers for each action, and KMS with one key.
type simulated struct {
	decisions map[string]types.EvaluationResult
	refused   error
	asked     []*iam.SimulatePrincipalPolicyInput
	asking    sync.Mutex // several ask at once

	manager crypto.KeyManagerType
	state   crypto.KeyState
	policy  string
	arn     string
	hidden  error
}

func (s *simulated) SimulatePrincipalPolicy(_ context.Context, in *iam.SimulatePrincipalPolicyInput, _ ...func(*iam.Options)) (*iam.SimulatePrincipalPolicyOutput, error) {
	s.asking.Lock()
	defer s.asking.Unlock()
	s.asked = append(s.asked, in)
	result, there := s.decisions[in.ActionNames[0]]
	if !there {
		result.EvalDecision = types.PolicyEvaluationDecisionTypeAllowed
	}
	return &iam.SimulatePrincipalPolicyOutput{EvaluationResults: []types.EvaluationResult{result}}, s.refused
}

func (s *simulated) DescribeKey(context.Context, *kms.DescribeKeyInput, ...func(*kms.Options)) (*kms.DescribeKeyOutput, error) {
	return &kms.DescribeKeyOutput{KeyMetadata: &crypto.KeyMetadata{Arn: aws.String(s.arn), KeyManager: s.manager, KeyState: s.state}}, s.hidden
}

func (s *simulated) GetKeyPolicy(context.Context, *kms.GetKeyPolicyInput, ...func(*kms.Options)) (*kms.GetKeyPolicyOutput, error) {
	return &kms.GetKeyPolicyOutput{Policy: aws.String(s.policy)}, nil
}

func (s *simulated) ListResourceTags(context.Context, *kms.ListResourceTagsInput, ...func(*kms.Options)) (*kms.ListResourceTagsOutput, error) {
	return &kms.ListResourceTagsOutput{Tags: []crypto.Tag{{TagKey: aws.String("Environment"), TagValue: aws.String("staging")}}}, nil
}

const (
	toIAM   = `{"Statement":{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:root"},"Action":"kms:*","Resource":"*"}}`
	toRole  = `{"Statement":[{"Effect":"Allow","Principal":{"AWS":["` + webRole + `"]},"Action":["kms:Decrypt"],"Resource":"*"}]}`
	toOther = `{"Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:role/other"},"Action":"kms:De*","Resource":"*"}]}`
)

// role is the execution role of web, with what the plan makes of its policy.
func role(action, policy string, more attributes) []made {
	values := attributes{"name": "shop-prod-web-execution", "path": "/shop-prod/"}
	if action == "" {
		values["arn"] = webRole
	}
	for name, value := range more {
		values[name] = value
	}
	return []made{
		{`module.iam.aws_iam_role.execution["web"]`, "module.iam", "aws_iam_role", "web", action, values},
		{`module.iam.aws_iam_role_policy.execution["web"]`, "module.iam", "aws_iam_role_policy", "web", "update", attributes{"role": "shop-prod-web-execution", "policy": policy}},
	}
}

func allows(resources ...string) string {
	var statements []string
	for _, r := range resources {
		action := "secretsmanager:GetSecretValue"
		if strings.Contains(r, ":kms:") {
			action = "kms:Decrypt"
		}
		statements = append(statements, fmt.Sprintf(`{"Effect":"Allow","Action":[%q],"Resource":[%q]}`, action, r))
	}
	return `{"Statement":[` + strings.Join(statements, ",") + `]}`
}

func TestReaders(t *testing.T) {
	own := secrets.Read{Secret: secrets.Secret{ID: "shop-prod/key", ARN: ourSecret, Tags: map[string]string{"Environment": "prod"}}, Services: []string{"web"}}
	keyed := own
	keyed.Key = "1"
	partner := own
	partner.ARN = "arn:aws:secretsmanager:eu-west-1:210987654321:secret:partner-AbCdEf"
	partner.ID = partner.ARN
	unseen := partner
	unseen.Unseen = true
	not := func(action string, more types.EvaluationResult) map[string]types.EvaluationResult {
		if more.EvalDecision == "" {
			more.EvalDecision = types.PolicyEvaluationDecisionTypeImplicitDeny
		}
		return map[string]types.EvaluationResult{action: more}
	}
	denied := answered("IAM", "SimulatePrincipalPolicy", "AccessDenied")
	const asks = "secretsmanager:GetSecretValue"
	for _, c := range []struct {
		name   string
		plan   []made
		read   secrets.Read
		aws    *simulated
		wrong  string // of what is wrong, and of what to do
		unseen string
	}{
		{"a role that may", role("", allows(ourSecret), nil), own, &simulated{}, "", ""},
		{"the role's policy lacks it", role("", allows(), nil), own, &simulated{decisions: not(asks, types.EvaluationResult{})}, "may not read shop-prod/key: no policy of it allows " + asks, ""},
		{"a denial", role("", allows(ourSecret), nil), own, &simulated{decisions: not(asks, types.EvaluationResult{EvalDecision: types.PolicyEvaluationDecisionTypeExplicitDeny})}, "aws iam simulate-principal-policy --policy-source-arn " + webRole, ""},
		{"a boundary", role("", allows(ourSecret), nil), own, &simulated{decisions: not(asks, types.EvaluationResult{PermissionsBoundaryDecisionDetail: &types.PermissionsBoundaryDecisionDetail{}})}, "by its boundary", ""},
		{"a right that the plan takes away", role("", allows(), nil), own, &simulated{}, "", "may still read shop-prod/key"},
		{"who may not simulate", role("", allows(ourSecret), nil), own, &simulated{refused: denied}, "", "SimulatePrincipalPolicy"},
		{"who may not simulate, and a plan that lacks it", role("", allows(), nil), own, &simulated{refused: denied}, "no policy of it allows", ""},

		{"a new role", role("create", allows(ourSecret), nil), own, &simulated{}, "", ""},
		{"a new role that lacks it", role("create", allows("arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop-prod/key"), nil), own, &simulated{}, "no policy of it allows", ""},
		{"a new role under a boundary", role("create", allows(ourSecret), attributes{"permissions_boundary": "arn:aws:iam::123456789012:policy/shop-prod-workloads"}), own, &simulated{}, "", "the boundary of roles that are not there yet"},
		{"a new role whose policy is not known", role("create", "", nil), own, &simulated{}, "", "not known before the apply"},
		{"a new role with a ready policy", role("create", allows(), attributes{"managed_policy_arns": []any{"arn:aws:iam::aws:policy/x"}}), own, &simulated{}, "", "not known before the apply"},
		{"no role that is known", nil, own, &simulated{}, "", "the plan has none"},

		{"a key of one's own", role("", allows(ourSecret, ourKey), nil), keyed, &simulated{arn: ourKey, policy: toIAM}, "", ""},
		{"a key that the role may not use", role("", allows(ourSecret), nil), keyed, &simulated{arn: ourKey, policy: toIAM, decisions: not(decrypts, types.EvaluationResult{})}, `services.web.secret_kms_key_arns = ["` + ourKey + `"]`, ""},
		{"the same of a new role", role("create", allows(ourSecret), nil), keyed, &simulated{arn: ourKey, policy: toOther}, "may not decrypt shop-prod/key", ""},
		{"a key that names the role", role("create", allows(ourSecret), nil), keyed, &simulated{arn: ourKey, policy: toRole}, "", "its own policy may"},
		{"a key that names another", role("", allows(ourSecret, ourKey), nil), keyed, &simulated{arn: ourKey, policy: toOther}, "", "names neither the role nor the account"},
		{"a key with a denial", role("", allows(ourSecret, ourKey), nil), keyed, &simulated{arn: ourKey, policy: strings.Replace(toRole, "Allow", "Deny", 1)}, "", "it has a denial"},
		{"AWS's key", role("", allows(ourSecret), nil), keyed, &simulated{arn: ourKey, manager: crypto.KeyManagerTypeAws}, "", ""},
		{"a key that is switched off", role("", allows(ourSecret, ourKey), nil), keyed, &simulated{arn: ourKey, policy: toIAM, state: crypto.KeyStateDisabled}, "aws kms enable-key --key-id " + ourKey, ""},
		{"a key that nobody may see", role("", allows(ourSecret), nil), keyed, &simulated{hidden: answered("KMS", "DescribeKey", "AccessDeniedException")}, "", "DescribeKey"},

		{"another account's", role("", allows(partner.ARN), nil), unseen, &simulated{}, "", "it is in account 210987654321"},
		{"another account's, with AWS's key", role("", allows(partner.ARN), nil), partner, &simulated{}, "which no other account may use", "account 210987654321"},
		{"another account's, and no right", role("create", allows(), nil), unseen, &simulated{}, "no policy of it allows", "account 210987654321"},
	} {
		t.Run(c.name, func(t *testing.T) {
			wrong, unseen := Readers{IAM: c.aws, Keys: c.aws, Account: "123456789012", File: "prod.tfvars"}.Check(t.Context(), planOf(t, nil, c.plan...), []secrets.Read{c.read})
			if got := fmt.Sprint(wrong); (len(wrong) > 0) != (c.wrong != "") || !strings.Contains(got, c.wrong) {
				t.Errorf("wrong: %s", got)
			}
			if got := fmt.Sprint(unseen); (unseen != nil) != (c.unseen != "") || !strings.Contains(got, c.unseen) {
				t.Errorf("unseen: %s", got)
			}
		})
	}
}

// TestWhatIsSimulated has the plan's policy asked, which may not be in place yet, with the tags that a boundary compares.
func TestWhatIsSimulated(t *testing.T) {
	policy := allows(ourSecret, ourKey)
	read := secrets.Read{Secret: secrets.Secret{ARN: ourSecret, Key: "1", Tags: map[string]string{"Environment": "prod"}}, Services: []string{"web", "report"}} // a preview has no job
	aws := &simulated{arn: ourKey, policy: toIAM}
	wrong, unseen := Readers{IAM: aws, Keys: aws, Account: "123456789012"}.Check(t.Context(), planOf(t, nil, role("", policy, nil)...), []secrets.Read{read})
	if wrong != nil || unseen != nil || len(aws.asked) != 2 {
		t.Fatalf("%d questions: %v, %v", len(aws.asked), wrong, unseen)
	}
	var said []string
	for _, in := range aws.asked {
		if *in.PolicySourceArn != webRole || !slices.Equal(in.PolicyInputList, []string{policy}) {
			t.Errorf("of %s with %q", *in.PolicySourceArn, in.PolicyInputList)
		}
		for _, entry := range in.ContextEntries {
			said = append(said, in.ActionNames[0]+" "+*entry.ContextKeyName+" "+entry.ContextKeyValues[0])
		}
	}
	slices.Sort(said)
	want := []string{
		"kms:Decrypt aws:ResourceTag/Environment staging", "kms:Decrypt kms:ViaService secretsmanager.eu-west-1.amazonaws.com",
		"secretsmanager:GetSecretValue aws:ResourceTag/Environment prod",
	}
	if !slices.Equal(said, want) {
		t.Errorf("got %q", said)
	}
}
