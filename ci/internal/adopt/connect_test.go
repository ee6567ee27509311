package adopt

import (
	"context"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/servicediscovery"
	"github.com/aws/aws-sdk-go-v2/service/servicediscovery/types"
)

// fakeCloudMap has two pages of namespaces, and tags that say whose they are.
type fakeCloudMap struct{ environment string }

func (f fakeCloudMap) ListNamespaces(_ context.Context, in *servicediscovery.ListNamespacesInput, _ ...func(*servicediscovery.Options)) (*servicediscovery.ListNamespacesOutput, error) {
	named := func(name string) []types.NamespaceSummary {
		return []types.NamespaceSummary{{Name: aws.String(name), Id: aws.String("ns-" + name), Arn: aws.String("arn:" + name)}}
	}
	if in.NextToken == nil {
		return &servicediscovery.ListNamespacesOutput{Namespaces: named("shop-prod-eu"), NextToken: aws.String("2")}, nil
	}
	return &servicediscovery.ListNamespacesOutput{Namespaces: named("shop-prod")}, nil
}

func (f fakeCloudMap) ListTagsForResource(context.Context, *servicediscovery.ListTagsForResourceInput, ...func(*servicediscovery.Options)) (*servicediscovery.ListTagsForResourceOutput, error) {
	return &servicediscovery.ListTagsForResourceOutput{Tags: []types.Tag{{Key: aws.String("Environment"), Value: aws.String(f.environment)}}}, nil
}

// A namespace that a run which was cut off left can't be made twice.
func TestNamespacesAreFound(t *testing.T) {
	of := func(name string) Create {
		return Create{Type: "aws_service_discovery_http_namespace", Values: map[string]any{"name": name, "tags_all": map[string]any{"Environment": "prod"}}}
	}
	find := func(environment, name string) []Thing {
		found, err := Kinds["aws_service_discovery_http_namespace"].find(t.Context(), &round{aws: &AWS{CloudMap: fakeCloudMap{environment}}}, of(name))
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	if found := find("prod", "shop-prod"); len(found) != 1 || found[0].ID != "ns-shop-prod" || found[0].foreign(of("shop-prod")) {
		t.Errorf("its own: %+v", found)
	}
	if found := find("test", "shop-prod"); len(found) != 1 || !found[0].foreign(of("shop-prod")) {
		t.Errorf("another environment's: %+v", found)
	}
	if found := find("prod", "shop"); len(found) != 0 {
		t.Errorf("one that is not there: %+v", found)
	}
}
