package secrets

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/ssm/types"
)

// Parameters is the part of Systems Manager's client that is used here: it tells of a parameter without its value. *ssm.Client is one.
type Parameters interface {
	DescribeParameters(context.Context, *ssm.DescribeParametersInput, ...func(*ssm.Options)) (*ssm.DescribeParametersOutput, error)
}

// ofParameters is the key that AWS manages for parameters.
const ofParameters = "alias/aws/ssm"

// lookAtParameter asks for a parameter by its ARN. One that is there has a value. AWS lists those of the own account alone.
func lookAtParameter(ctx context.Context, api Parameters, account, given string) (Read, error) {
	read := Read{Secret: Secret{ID: given, ARN: given}, Parameter: true}
	parsed, err := arn.Parse(given)
	if err != nil {
		return read, err
	}
	if parsed.AccountID != account {
		return read, fmt.Errorf("%w: it is in account %s", errElsewhere, parsed.AccountID)
	}
	path, _, versioned := strings.Cut(strings.TrimPrefix(parsed.Resource, "parameter/"), ":")
	if versioned {
		read.ARN = strings.TrimSuffix(given, given[strings.LastIndexByte(given, ':'):])
	}
	// The ARNs of "flag" and "/flag" are the same.
	pages := ssm.NewDescribeParametersPaginator(api, &ssm.DescribeParametersInput{ParameterFilters: []types.ParameterStringFilter{
		{Key: aws.String("Name"), Option: aws.String("Equals"), Values: []string{path, "/" + path}},
	}})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx, func(o *ssm.Options) { o.Region = parsed.Region })
		if err != nil {
			return read, fmt.Errorf("look at parameter %s: %w", given, err)
		}
		for _, p := range page.Parameters {
			read.There, read.Valued, read.Held = true, true, true
			if key := aws.ToString(p.KeyId); p.Type == types.ParameterTypeSecureString && key != ofParameters {
				read.Key = key
			}
		}
	}
	return read, nil
}
