package balancer

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/acm"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"

	"slipway/emulator/gateway/balancer/target"
)

// api is moto, which has the truth about load balancers.
type api struct {
	endpoint string
	elb      *elasticloadbalancingv2.Client
	acm      *acm.Client
}

func newAPI(endpoint string) *api {
	// moto takes any credentials; these make it see its default account.
	static := credentials.NewStaticCredentialsProvider("slipway", "slipway", "")
	return &api{
		endpoint: endpoint,
		elb: elasticloadbalancingv2.New(elasticloadbalancingv2.Options{
			BaseEndpoint: &endpoint, Region: "us-east-1", Credentials: static,
		}),
		acm: acm.New(acm.Options{BaseEndpoint: &endpoint, Region: "us-east-1", Credentials: static}),
	}
}

func in(region string) func(*elasticloadbalancingv2.Options) {
	return func(o *elasticloadbalancingv2.Options) { o.Region = region }
}

// tasksAreReal tells whether a target's address leads to anything. Where tasks are simulated it is invented, and may be somebody
// else's in the network around the emulator.
func (a *api) tasksAreReal(ctx context.Context) (bool, error) {
	var health struct{ Tasks string }
	err := a.ask(ctx, "health", &health)
	return health.Tasks == "real", err
}

// regions are those with a load balancer.
func (a *api) regions(ctx context.Context) ([]string, error) {
	var resources []struct{ Kind, Region string }
	if err := a.ask(ctx, "resources", &resources); err != nil {
		return nil, err
	}
	var regions []string
	for _, resource := range resources {
		if resource.Kind == "load balancer" && !slices.Contains(regions, resource.Region) {
			regions = append(regions, resource.Region)
		}
	}
	return regions, nil
}

// ask reads one of the emulator's own addresses.
func (a *api) ask(ctx context.Context, name string, into any) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, a.endpoint+"/_slipway/"+name, nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("ask for %s: %w", name, err)
	}
	defer response.Body.Close()
	if err := json.NewDecoder(response.Body).Decode(into); err != nil {
		return fmt.Errorf("ask for %s: %w", name, err)
	}
	return nil
}

// described is a target as the API has it.
type described struct {
	address target.Address
	health  target.Health
}

// targets are a group's. Those that drain are not registered any more, and left out.
func (a *api) targets(ctx context.Context, region, group string) ([]described, error) {
	out, err := a.elb.DescribeTargetHealth(ctx, &elasticloadbalancingv2.DescribeTargetHealthInput{TargetGroupArn: &group}, in(region))
	if err != nil {
		return nil, fmt.Errorf("ask for the targets of %s: %w", group, err)
	}
	var found []described
	for _, d := range out.TargetHealthDescriptions {
		if d.Target == nil || d.TargetHealth == nil || d.TargetHealth.State == types.TargetHealthStateEnumDraining {
			continue
		}
		found = append(found, described{
			address: target.Address{ID: aws.ToString(d.Target.Id), Port: int(aws.ToInt32(d.Target.Port))},
			health: target.Health{
				State:       target.State(d.TargetHealth.State),
				Reason:      string(d.TargetHealth.Reason),
				Description: aws.ToString(d.TargetHealth.Description),
			},
		})
	}
	return found, nil
}
