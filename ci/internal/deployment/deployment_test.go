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
	  "alb_dns_name": {"value": 1}}`))
	if err != nil {
		t.Fatal(err)
	}
	orders := d.Services["orders"]
	if d.URL != "https://shop.example" || orders.Image != "registry/orders@sha256:1" || orders.Cluster != "shop-prod" || orders.Desired != 2 {
		t.Errorf("read %+v", d)
	}
	if _, err := Read(outputs(t, `{"url": {"value": "https://shop.example"}}`)); !errors.Is(err, ErrNone) {
		t.Errorf("without services: %v", err)
	}
	if _, err := Read(outputs(t, `{"services": {"value": ["orders"]}}`)); err == nil || errors.Is(err, ErrNone) {
		t.Errorf("services that are a list: %v", err)
	}
}
