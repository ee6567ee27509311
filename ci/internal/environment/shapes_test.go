package environment

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// What runs another's image is built, pushed and kept in ECR under the other's name.
func TestImages(t *testing.T) {
	text := `
environment = "staging"
region      = "eu-west-1"
services = {
  orders = { port = 8080, path = "/orders", image = null }
  mailer = { worker = true, image = "orders" }
}
`
	env, err := Read("staging", "staging.tfvars", []byte(text), schema(t))
	if err != nil || !slices.Equal(env.Built(), []string{"orders"}) || env.ImageOf("mailer") != "orders" || env.ImageOf("orders") != "orders" {
		t.Errorf("got %+v, %v", env, err)
	}
	if err := env.Match([]string{"orders"}, nil); err != nil {
		t.Errorf("a folder was asked for that there need not be: %v", err)
	}
	if err := env.Match([]string{"mailer", "orders"}, nil); err == nil || !strings.Contains(err.Error(), "staging.tfvars:6: services.mailer") {
		t.Errorf("a folder that nothing builds: %v", err)
	}
}

func TestShapes(t *testing.T) {
	text := `
environment = "staging"
region      = "eu-west-1"
services = {
  orders  = { port = 8080, path = "/orders", worker = false, schedule = null }
  mailer  = { worker = true }
  listens = { worker = "true", path = null }
  report  = { schedule = "rate(1 hour)", worker = false, retry = { attempts = 3 } }
}
`
	env, err := Read("staging", "staging.tfvars", []byte(text), schema(t))
	want := map[string]Shape{"orders": Web, "mailer": Worker, "listens": Worker, "report": Job}
	if err != nil || !maps.Equal(env.Shapes, want) {
		t.Errorf("got %v, %v", env.Shapes, err)
	}
	if got := env.OfECS(); len(got) != 3 || got[0] != "listens" {
		t.Errorf("services of ECS are %v", got)
	}
}

// A rollback says of these that it runs nothing.
func TestBefore(t *testing.T) {
	text := `
environment = "staging"
region      = "eu-west-1"
services = {
  orders = { port = 8080, path = "/orders", before = { command = ["migrate", "up"], timeout = "90s" } }
  mailer = { worker = true, before = { command = ["seed"] } }
  report = { schedule = "rate(1 hour)", before = null }
}
`
	env, err := Read("staging", "staging.tfvars", []byte(text), schema(t))
	if err != nil || !slices.Equal(env.Before, []string{"mailer", "orders"}) {
		t.Errorf("got %v, %v", env.Before, err)
	}
}

// A service may be called by several, and call one that calls others: only a circle is refused.
func TestServicesUseServices(t *testing.T) {
	text := `
environment = "staging"
region      = "eu-west-1"
services = {
  orders  = { port = 8080, path = "/orders", uses = { services = ["prices", "stock"] } }
  catalog = { port = 8080, path = "/catalog", uses = { services = ["orders", "prices"], tables = [] }, connect = { request_timeout = 5 } }
  prices  = { port = 8080, path = "/prices", uses = { services = [] } }
  stock   = { port = 8080, path = "/stock", uses = null }
  mailer  = { worker = true, uses = { services = ["catalog"] } }
}
`
	if _, err := Read("staging", "staging.tfvars", []byte(text), schema(t)); err != nil {
		t.Error(err)
	}
}
