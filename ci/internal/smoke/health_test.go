package smoke

import (
	"context"
	"net/http"
	"testing"

	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"

	"dagger/slipway/internal/deployment"
	"dagger/slipway/internal/publicname"
)

// twoHealthy is a target group.
type twoHealthy struct{}

func (twoHealthy) DescribeTargetHealth(context.Context, *elb.DescribeTargetHealthInput, ...func(*elb.Options)) (*elb.DescribeTargetHealthOutput, error) {
	healthy := types.TargetHealthDescription{TargetHealth: &types.TargetHealth{State: types.TargetHealthStateEnumHealthy}}
	return &elb.DescribeTargetHealthOutput{TargetHealthDescriptions: []types.TargetHealthDescription{healthy, healthy}}, nil
}

// A task answers its health checks at paths that clients may find at another service, or nowhere.
func TestAHealthPathThatClientsDoNotReach(t *testing.T) {
	d := &deployment.Deployment{URL: "http://lb", Services: map[string]deployment.Service{
		"catalog": {Path: "/catalog", HealthPath: "/catalog/healthz", Desired: 2},
		"orders":  {Path: "/orders", HealthPath: "/catalog/healthz", Desired: 2},
		"carts":   {Path: "/carts", HealthPath: "/healthz", Desired: 2},
		"lists":   {Path: "/lists", HealthPath: "/healthz", Desired: 3},
	}}
	for name, want := range map[string]string{
		"catalog": "200 at /catalog/healthz through the load balancer",
		"orders":  "2 healthy targets; clients do not reach /catalog/healthz",
		"carts":   "2 healthy targets; clients do not reach /healthz",
		"lists":   "",
	} {
		asked := ""
		ask := func(_ context.Context, _, path string) (publicname.Answer, error) {
			asked = path
			return publicname.Answer{Status: http.StatusOK}, nil
		}
		got, err := Found(t.Context(), ask, d, d.Services[name], d.URL, twoHealthy{})
		if (err != nil) != (want == "") || err == nil && got != want {
			t.Errorf("%s: %q, %v, want %q", name, got, err, want)
		}
		if reached := name == "catalog"; reached != (asked != "") {
			t.Errorf("%s: asked for %q", name, asked)
		}
	}
}
