package adopt

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"dagger/slipway/internal/awserror"
)

// IAM is what is asked of it. It lists roles by path to those alone who may list all of them, so each is asked for by name.
type IAM interface {
	GetRole(context.Context, *iam.GetRoleInput, ...func(*iam.Options)) (*iam.GetRoleOutput, error)
	GetInstanceProfile(context.Context, *iam.GetInstanceProfileInput, ...func(*iam.Options)) (*iam.GetInstanceProfileOutput, error)
}

// unknown are IAM's answers for a name that nothing has. It knows no path of such a one, so that roles which may read below their
// environment's path alone are refused; what is there under another path is not the environment's.
var unknown = []string{"NoSuchEntity", "AccessDenied"}

func role(ctx context.Context, r *round, c Create) ([]Thing, error) {
	answer, err := r.aws.IAM.GetRole(ctx, &iam.GetRoleInput{RoleName: aws.String(c.text("name"))})
	if awserror.Has(err, unknown...) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return []Thing{{ID: c.text("name"), Name: aws.ToString(answer.Role.Arn), Tags: identityTags(answer.Role.Tags)}}, nil
}

func instanceProfile(ctx context.Context, r *round, c Create) ([]Thing, error) {
	answer, err := r.aws.IAM.GetInstanceProfile(ctx, &iam.GetInstanceProfileInput{InstanceProfileName: aws.String(c.text("name"))})
	if awserror.Has(err, unknown...) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	p := answer.InstanceProfile
	return []Thing{{ID: c.text("name"), Name: aws.ToString(p.Arn), Tags: identityTags(p.Tags)}}, nil
}

func identityTags(tags []types.Tag) map[string]string {
	return pairs(tags, func(t types.Tag) (*string, *string) { return t.Key, t.Value })
}
