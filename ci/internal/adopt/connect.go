package adopt

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/servicediscovery"
	"github.com/aws/aws-sdk-go-v2/service/servicediscovery/types"
)

// CloudMap is what is asked of AWS Cloud Map.
type CloudMap interface {
	ListNamespaces(context.Context, *servicediscovery.ListNamespacesInput, ...func(*servicediscovery.Options)) (*servicediscovery.ListNamespacesOutput, error)
	ListTagsForResource(context.Context, *servicediscovery.ListTagsForResourceInput, ...func(*servicediscovery.Options)) (*servicediscovery.ListTagsForResourceOutput, error)
}

// namespace finds one by its name, which no two of an account and region have.
func namespace(ctx context.Context, r *round, c Create) ([]Thing, error) {
	name := c.text("name")
	pages := servicediscovery.NewListNamespacesPaginator(r.aws.CloudMap, &servicediscovery.ListNamespacesInput{Filters: []types.NamespaceFilter{
		{Name: types.NamespaceFilterNameType, Values: []string{string(types.NamespaceTypeHttp)}, Condition: types.FilterConditionEq},
	}})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, n := range page.Namespaces {
			if aws.ToString(n.Name) != name {
				continue
			}
			answer, err := r.aws.CloudMap.ListTagsForResource(ctx, &servicediscovery.ListTagsForResourceInput{ResourceARN: n.Arn})
			if err != nil {
				return nil, err
			}
			tags := pairs(answer.Tags, func(t types.Tag) (*string, *string) { return t.Key, t.Value })
			return []Thing{{ID: aws.ToString(n.Id), Name: aws.ToString(n.Arn), Tags: tags}}, nil
		}
	}
	return nil, nil
}
