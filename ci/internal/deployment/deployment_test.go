package deployment

import (
	"encoding/json"
	"errors"
	"testing"
)

func outputs(t *testing.T, text string) map[string]json.RawMessage {
	t.Helper()
	var all map[string]json.RawMessage
	if err := json.Unmarshal([]byte(text), &all); err != nil {
		t.Fatal(err)
	}
	return all
}

func TestRead(t *testing.T) {
	d, err := Read(outputs(t, `{
	  "url": {"value": "https://shop.example", "type": "string"},
	  "images": {"value": {"orders": "registry/orders@sha256:1"}},
	  "services": {"value": {"orders": {"ecs_service": "orders", "cluster": "shop-prod", "health_path": "/orders/healthz", "desired_count": 2}}},
	  "alb_dns_name": {"value": "shop-1.elb.amazonaws.com"},
	  "cluster_name": {"value": 1}}`))
	if err != nil {
		t.Fatal(err)
	}
	orders := d.Services["orders"]
	if d.URL != "https://shop.example" || d.LoadBalancer != "shop-1.elb.amazonaws.com" || orders.Image != "registry/orders@sha256:1" || orders.Cluster != "shop-prod" || orders.Desired != 2 {
		t.Errorf("read %+v", d)
	}
	if _, err := Read(outputs(t, `{"url": {"value": "https://shop.example"}}`)); !errors.Is(err, ErrNone) {
		t.Errorf("without services: %v", err)
	}
	if _, err := Read(outputs(t, `{"services": {"value": ["orders"]}}`)); err == nil || errors.Is(err, ErrNone) {
		t.Errorf("services that are a list: %v", err)
	}
}

func TestHealthAddress(t *testing.T) {
	const own = "shop-1.eu-west-1.elb.amazonaws.com"
	for name, c := range map[string]struct {
		url   string
		hosts []string
		want  string
	}{
		"by the load balancer's own name":      {"http://" + own, nil, "http://" + own + "/orders/healthz"},
		"by the platform's name":               {"https://shop.example", nil, "https://shop.example/orders/healthz"},
		"by a host of its own":                 {"https://shop.example", []string{"orders.example"}, "https://orders.example/orders/healthz"},
		"by any name that its wildcard takes":  {"https://" + own, []string{"*.orders.example"}, "https://slipway.orders.example/orders/healthz"},
		"HTTPS by a name of AWS's, which none": {"https://" + own, nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			d := &Deployment{URL: c.url, LoadBalancer: own}
			got, err := d.HealthAddress(Service{Hosts: c.hosts, HealthPath: "/orders/healthz"})
			if err != nil || (got == nil) != (c.want == "") || got != nil && got.String() != c.want {
				t.Errorf("got %v, %v", got, err)
			}
		})
	}
}
