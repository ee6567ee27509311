package adopt

import (
	"context"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/google/go-cmp/cmp"

	"dagger/slipway/internal/bootstrap/imports"
)

type fakeECS struct {
	ECS
	status, revision string
}

func (f fakeECS) DescribeServices(_ context.Context, in *ecs.DescribeServicesInput, _ ...func(*ecs.Options)) (*ecs.DescribeServicesOutput, error) {
	return &ecs.DescribeServicesOutput{Services: []types.Service{{ServiceArn: aws.String("arn:" + in.Services[0]), Status: &f.status}}}, nil
}

func (f fakeECS) DescribeTaskDefinition(context.Context, *ecs.DescribeTaskDefinitionInput, ...func(*ecs.Options)) (*ecs.DescribeTaskDefinitionOutput, error) {
	return &ecs.DescribeTaskDefinitionOutput{TaskDefinition: &types.TaskDefinition{TaskDefinitionArn: &f.revision, Status: types.TaskDefinitionStatusActive}}, nil
}

func TestServicesAndRevisions(t *testing.T) {
	const (
		service    = "m.aws_ecs_service.this"
		definition = "m.aws_ecs_task_definition.this"
		inCluster  = `{"name":"orders","cluster":"arn:aws:ecs:us-east-1:123456789012:cluster/shop-prod"}`
	)
	tests := map[string]struct {
		aws     fakeECS
		plan    []byte
		imports []imports.Import
	}{
		"a service by its cluster and name": {
			fakeECS{status: "ACTIVE"}, planOf(change(service, "create", inCluster)), []imports.Import{{Address: service, ID: "shop-prod/orders"}},
		},
		"of a cluster that is not known yet":   {fakeECS{status: "ACTIVE"}, planOf(change(service, "create", `{"name":"orders"}`)), nil},
		"one that ECS remembers after its end": {fakeECS{status: "INACTIVE"}, planOf(change(service, "create", inCluster)), nil},
		"the revision that would be left for ever": {
			fakeECS{revision: "arn:orders:3"}, planOf(change(definition, "create", `{"family":"orders","skip_destroy":false}`)),
			[]imports.Import{{Address: definition, ID: "arn:orders:3"}},
		},
		"a revision beside the one of the state": {
			fakeECS{revision: "arn:orders:3"},
			planOf(strings.Replace(change(definition, "create", `{"family":"orders","skip_destroy":false}`), `["create"]`, `["create","delete"]`, 1)), nil,
		},
		"a revision that is kept to go back to": {
			fakeECS{revision: "arn:orders:3"}, planOf(change(definition, "create", `{"family":"orders","skip_destroy":true}`)), nil,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := look(t.Context(), &AWS{ECS: test.aws}, test.plan)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.imports, got.Imports); diff != "" {
				t.Errorf("imports (-want +got):\n%s", diff)
			}
		})
	}
}
