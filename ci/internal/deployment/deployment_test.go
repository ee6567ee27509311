package deployment

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"
	"time"
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
	  "services": {"value": {"orders": {"ecs_service": "orders", "cluster": "shop-prod", "health_path": "/orders/healthz", "desired_count": 2,
	    "version_path": null, "ready_seconds": 144, "smoke": [{"path": "/orders", "status": 200, "contains": "items", "host": null}]}}},
	  "alb_dns_name": {"value": "shop-1.elb.amazonaws.com"},
	  "cluster_name": {"value": 1}}`))
	if err != nil {
		t.Fatal(err)
	}
	orders := d.Services["orders"]
	if d.URL != "https://shop.example" || d.LoadBalancer != "shop-1.elb.amazonaws.com" || orders.Image != "registry/orders@sha256:1" || orders.Cluster != "shop-prod" || orders.Desired != 2 {
		t.Errorf("read %+v", d)
	}
	if want := []Request{{Path: "/orders", Status: 200, Contains: "items"}}; !slices.Equal(orders.Smoke, want) || orders.VersionPath != "" || orders.Ready != 144 {
		t.Errorf("to ask of orders: %+v", orders)
	}
	shared, err := Read(outputs(t, `{
	  "images": {"value": {"orders": "registry/orders@sha256:1"}},
	  "services": {"value": {"orders": {"ecs_service": "orders"}, "mailer": {"ecs_service": "mailer", "shape": "worker", "image": "orders"}}}}`))
	if err != nil || shared.Services["mailer"].Digest() != "sha256:1" || shared.Services["mailer"].Web() || !shared.Services["orders"].Web() {
		t.Errorf("of a shared image: %+v, %v", shared, err)
	}
	if _, err := Read(outputs(t, `{"url": {"value": "https://shop.example"}}`)); !errors.Is(err, ErrNone) {
		t.Errorf("without services: %v", err)
	}
	if _, err := Read(outputs(t, `{"services": {"value": ["orders"]}}`)); err == nil || errors.Is(err, ErrNone) {
		t.Errorf("services that are a list: %v", err)
	}
}

func TestAddress(t *testing.T) {
	const own = "shop-1.eu-west-1.elb.amazonaws.com"
	for name, c := range map[string]struct {
		url   string
		hosts []string
		want  string
	}{
		"by the load balancer's own name":      {"http://" + own, nil, "http://" + own},
		"by the platform's name":               {"https://shop.example", nil, "https://shop.example"},
		"by a host of its own":                 {"https://shop.example", []string{"orders.example"}, "https://orders.example"},
		"by any name that its wildcard takes":  {"https://" + own, []string{"*.orders.example"}, "https://slipway.orders.example"},
		"HTTPS by a name of AWS's, which none": {"https://" + own, nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			d := &Deployment{URL: c.url, LoadBalancer: own}
			got, err := d.Address(Service{Hosts: c.hosts})
			if err != nil || (got == nil) != (c.want == "") || got != nil && got.String() != c.want {
				t.Errorf("got %v, %v", got, err)
			}
		})
	}
}

func TestPatience(t *testing.T) {
	for ready, want := range map[int]time.Duration{
		0:   time.Minute, // a state that was written before the platform said it
		23:  time.Minute,
		144: 144 * time.Second,
	} {
		if got := (Service{Ready: ready}).Patience(); got != want {
			t.Errorf("ready after %d s: a patience of %s, want %s", ready, got, want)
		}
	}
}

func TestTakes(t *testing.T) {
	d := &Deployment{Services: map[string]Service{
		"web":     {Path: "/", Hosts: []string{"shop.example"}},
		"catalog": {Path: "/catalog"},
		"admin":   {Path: "/admin", Hosts: []string{"admin.example"}},
	}}
	for _, c := range []struct {
		service, path string
		want          bool
	}{
		{"web", "/", true},
		{"web", "/catalogue", true},
		{"web", "/catalog?limit=1", false},
		{"web", "/admin/users", true},
		{"catalog", "/catalog", true},
		{"catalog", "/catalog/products?limit=1", true},
		{"catalog", "/catalogue", false},
		{"catalog", "/", false},
	} {
		if got := d.Takes(d.Services[c.service], Request{Path: c.path}); got != c.want {
			t.Errorf("%s takes %s: %t, want %t", c.service, c.path, got, c.want)
		}
	}
}
