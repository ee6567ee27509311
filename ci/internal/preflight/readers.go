package preflight

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"golang.org/x/sync/errgroup"

	"dagger/slipway/internal/secrets"
)

// Simulator is what is asked of IAM.
type Simulator interface {
	SimulatePrincipalPolicy(context.Context, *iam.SimulatePrincipalPolicyInput, ...func(*iam.Options)) (*iam.SimulatePrincipalPolicyOutput, error)
}

// Readers asks whether the roles with which ECS starts tasks may read what these read.
type Readers struct {
	IAM     Simulator
	Keys    Keys
	Account string
	File    string // of the settings
	CLI     string // what stands in a command of the AWS CLI for an emulator
}

// Check refuses where a role may surely not, for ECS would start no task: its policies as the plan has them, its boundary, the key of the
// secret. What only the owner of a secret in another account can say is unseen, and so is the boundary of a role that is not there yet.
func (r Readers) Check(ctx context.Context, p *Plan, found []secrets.Read) (wrong []Wrong, unseen error) {
	if len(found) > 0 && !slices.ContainsFunc(p.all("aws_iam_role"), func(r *resource) bool { return strings.HasSuffix(r.text("name"), executes) }) {
		return nil, errors.New("whether the execution roles may read them: the plan has none that is called …" + executes)
	}
	keys := r.keys(ctx, found)
	var rights []right
	for _, of := range found {
		needs, bad, err := r.needs(of, keys[of.Key])
		wrong, unseen = append(wrong, bad...), errors.Join(unseen, err)
		for _, service := range of.Services {
			role := p.execution(service)
			if role == nil {
				continue // a job, of which a preview has none
			}
			for _, need := range needs {
				need.service, need.role, need.account = service, role, r.Account
				rights = append(rights, need)
			}
		}
	}
	bad, errs := make([]*Wrong, len(rights)), make([]error, len(rights))
	var group errgroup.Group
	group.SetLimit(side)
	for i, need := range rights {
		group.Go(func() error {
			bad[i], errs[i] = r.judge(ctx, p, need)
			return nil
		})
	}
	_ = group.Wait() // each has its own error
	for _, w := range bad {
		if w != nil {
			wrong = append(wrong, *w)
		}
	}
	return wrong, errors.Join(unseen, errors.Join(errs...))
}

// executes is what the names of execution roles end with, after that of their service (terraform/modules/iam).
const executes = "-execution"

// execution is the role with which ECS starts the tasks of a service.
func (p *Plan) execution(service string) *resource {
	for _, r := range p.all("aws_iam_role") {
		if (r.key == nil || r.key == service) && strings.HasSuffix(r.text("name"), "-"+service+executes) {
			return r
		}
	}
	return nil
}

// documents are the policies of a role as the plan has them, and whether these are all.
func (p *Plan) documents(role *resource) (documents []string, all bool) {
	managed, _ := role.values["managed_policy_arns"].([]any)
	all = role.text("arn") != "" || len(managed)+len(blocks(role.values, "inline_policy")) == 0 // of one that is there IAM knows them
	for _, r := range p.all("aws_iam_role_policy") {
		if r.text("role") != role.text("name") {
			continue
		}
		if text := r.text("policy"); text != "" {
			documents = append(documents, text)
		} else {
			all = false // it has something in it that is not known before the apply
		}
	}
	for _, r := range p.all("aws_iam_role_policy_attachment") {
		all = all && r.text("role") != role.text("name")
	}
	return documents, all
}

// needs are the rights that a secret takes, without a role yet.
func (r Readers) needs(of secrets.Read, k *key) (needs []right, wrong []Wrong, unseen error) {
	action, service := "secretsmanager:GetSecretValue", "secretsmanager"
	if of.Parameter {
		action, service = "ssm:GetParameters", "ssm"
	}
	tags := map[string]string{}
	for name, value := range of.Tags {
		tags["aws:ResourceTag/"+name] = value
	}
	needs = append(needs, right{of: of, action: action, resource: of.ARN, context: tags})
	parsed, err := arn.Parse(of.ARN)
	if err == nil && parsed.AccountID != r.Account {
		if !of.Unseen && of.Key == "" {
			wrong = append(wrong, Wrong{
				fmt.Sprintf("%s, read by %s, is in account %s and encrypted with the key that AWS manages, which no other account may use", of.ID, strings.Join(of.Services, ", "), parsed.AccountID),
				"have its owner encrypt it with a key of KMS that this account may use",
			})
		}
		unseen = fmt.Errorf("whether %s lets the execution roles of %s read it: it is in account %s, and what its owner's policies say nobody here can ask", of.ID, strings.Join(of.Services, ", "), parsed.AccountID)
	}
	if k == nil {
		return needs, wrong, unseen
	}
	if k.err != nil {
		return needs, wrong, errors.Join(unseen, k.err)
	}
	if k.trouble != "" {
		wrong = append(wrong, Wrong{fmt.Sprintf("%s, read by %s, is encrypted with %s", of.ID, strings.Join(of.Services, ", "), k.trouble), "aws kms enable-key" + r.CLI + " --key-id " + k.arn + "; where it waits for its end, aws kms cancel-key-deletion before"})
	}
	if k.managed {
		return needs, wrong, unseen
	}
	uses := map[string]string{"kms:ViaService": service + "." + parsed.Region + ".amazonaws.com"}
	maps.Copy(uses, k.tags)
	return append(needs, right{of: of, action: decrypts, resource: k.arn, context: uses, key: k}), wrong, unseen
}
