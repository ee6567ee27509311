package environment

import (
	"maps"
	"testing"
)

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
