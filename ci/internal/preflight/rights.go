package preflight

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"dagger/slipway/internal/awserror"
	"dagger/slipway/internal/secrets"
)

// right is what a role needs of a secret, or of its key.
type right struct {
	of       secrets.Read
	service  string
	role     *resource
	account  string
	action   string
	resource string
	context  map[string]string
	key      *key // nil where it is the secret's own
}

// judge says whether a role may do it.
func (r Readers) judge(ctx context.Context, p *Plan, need right) (*Wrong, error) {
	documents, all := p.documents(need.role)
	may, err := mayAllow(documents, need.action, need.resource)
	if err != nil {
		return nil, err
	}
	name, surely := need.role.text("name"), all && !may
	role := need.role.text("arn")
	if role == "" {
		switch {
		case surely:
			return r.lacks(need)
		case !may:
			return nil, fmt.Errorf("whether role %s may read its secrets: its policies are not known before the apply", name)
		case need.role.values["permissions_boundary"] != nil:
			return nil, errors.Join(need.key.lets(need.arn()), errNewRoles)
		}
		return nil, need.key.lets(need.arn())
	}
	result, err := r.simulate(ctx, role, documents, need)
	switch {
	case awserror.Denied(err) && surely:
		return r.lacks(need)
	case err != nil:
		return nil, err
	case result.EvalDecision == types.PolicyEvaluationDecisionTypeAllowed && surely:
		return nil, fmt.Errorf("whether role %s may still read %s after the apply: it may today, and by no policy of the plan", name, need.of.ID)
	}
	return r.decided(need, result)
}

var errNewRoles = errors.New("whether the boundary of roles that are not there yet lets them read secrets")

// arn is the role's, before it is there as well.
func (n right) arn() string {
	if known := n.role.text("arn"); known != "" {
		return known
	}
	of, _ := arn.Parse(n.of.ARN)
	return "arn:" + of.Partition + ":iam::" + n.account + ":role" + cmp.Or(n.role.text("path"), "/") + n.role.text("name")
}

// simulate asks IAM about a role that is there, with its policies as the plan will make them beside those that it has.
func (r Readers) simulate(ctx context.Context, role string, documents []string, need right) (types.EvaluationResult, error) {
	in := &iam.SimulatePrincipalPolicyInput{
		PolicySourceArn: aws.String(role), PolicyInputList: documents, ActionNames: []string{need.action}, ResourceArns: []string{need.resource},
	}
	for _, name := range slices.Sorted(maps.Keys(need.context)) {
		in.ContextEntries = append(in.ContextEntries, types.ContextEntry{
			ContextKeyName: aws.String(name), ContextKeyType: types.ContextKeyTypeEnumString, ContextKeyValues: []string{need.context[name]},
		})
	}
	out, err := r.IAM.SimulatePrincipalPolicy(ctx, in)
	if err != nil {
		return types.EvaluationResult{}, err
	}
	if len(out.EvaluationResults) != 1 {
		return types.EvaluationResult{}, fmt.Errorf("whether role %s may %s: IAM gave %d answers to one question", need.role.text("name"), need.action, len(out.EvaluationResults))
	}
	return out.EvaluationResults[0], nil
}

// decided is what IAM's answer comes to.
func (r Readers) decided(need right, result types.EvaluationResult) (*Wrong, error) {
	switch {
	case result.EvalDecision == types.PolicyEvaluationDecisionTypeAllowed:
		return nil, need.key.lets(need.arn())
	case result.EvalDecision == types.PolicyEvaluationDecisionTypeExplicitDeny:
		return r.denied(need, "is denied "+need.action)
	case result.OrganizationsDecisionDetail != nil && !result.OrganizationsDecisionDetail.AllowedByOrganizations:
		return r.denied(need, "may not "+need.action+" by a policy of the organization")
	case result.PermissionsBoundaryDecisionDetail != nil && !result.PermissionsBoundaryDecisionDetail.AllowedByPermissionsBoundary:
		return r.denied(need, "may not "+need.action+" by its boundary")
	}
	return r.lacks(need)
}

func (r Readers) denied(need right, why string) (*Wrong, error) {
	return &Wrong{
		fmt.Sprintf("role %s %s on %s, which %s reads (%s)", need.role.text("name"), why, need.resource, need.service, need.of.ID),
		fmt.Sprintf("aws iam simulate-principal-policy%s --policy-source-arn %s --action-names %s --resource-arns %s says by which policy; what has another environment's tags is in ci.shared_tags of %s, or is denied",
			r.CLI, need.arn(), need.action, need.resource, r.File),
	}, nil
}

// lacks is a right that no policy of the role gives. A key's own policy may give it, which nobody simulates.
func (r Readers) lacks(need right) (*Wrong, error) {
	if need.key != nil && need.key.names(need.arn()) {
		return nil, fmt.Errorf("whether key %s lets role %s decrypt %s: its own policy may, which nobody simulates", need.resource, need.role.text("name"), need.of.ID)
	}
	if need.key != nil {
		return &Wrong{
			fmt.Sprintf("role %s may not decrypt %s, which is encrypted with key %s", need.role.text("name"), need.of.ID, need.resource),
			fmt.Sprintf("in %s: services.%s.secret_kms_key_arns = [%q], and let the key's owner allow it", r.File, need.service, need.resource),
		}, nil
	}
	return &Wrong{
		fmt.Sprintf("role %s may not read %s: no policy of it allows %s on %s", need.role.text("name"), need.of.ID, need.action, need.resource),
		fmt.Sprintf("in %s: write that very ARN for service %s, or, with HCL of your own, add the right to the role", r.File, need.service),
	}, nil
}
