package environment

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSecrets(t *testing.T) {
	const partner = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:partner-AbCdEf"
	for _, c := range []struct {
		name, text string
		secrets    []string
		reads      map[string][]string
	}{
		{"none", good, nil, map[string][]string{}},
		{"two services, one secret, and one of somebody else", `
environment = "staging"
region      = "eu-west-1"
services = {
  orders  = { port = 8080, path = "/orders", secrets = { KEY = "payment-key", SAME_KEY = "payment-key", PARTNER = "` + partner + `" } }
  catalog = { port = 8080, path = "/catalog", secrets = { KEY = "payment-key" } }
  web     = { port = 8080, path = "/web", secrets = null }
}
secrets = {
  payment-key = { description = "Key of the payment provider" }
  idle        = { description = "Nobody reads it yet" }
}
`, []string{"idle", "payment-key"}, map[string][]string{"payment-key": {"catalog", "orders"}, partner: {"orders"}}},
		{"a container beside the service", `
environment = "staging"
region      = "eu-west-1"
services = {
  orders = { port = 8080, path = "/orders", secrets = { KEY = "payment-key" }, sidecars = {
    proxy = { image = "proxy@sha256:aa", secrets = { KEY = "proxy-key", SAME = "payment-key" } }
    agent = { image = "agent@sha256:bb" }
  } }
}
secrets = { payment-key = { description = "Key of the payment provider" }, proxy-key = { description = "Key of the proxy" } }
`, []string{"payment-key", "proxy-key"}, map[string][]string{"payment-key": {"orders"}, "proxy-key": {"orders"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			env, err := Read("staging", "staging.tfvars", []byte(c.text), schema(t))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.secrets, env.Secrets); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(c.reads, env.Reads); diff != "" {
				t.Error(diff)
			}
		})
	}
	if got := (Environment{Project: "shop", Name: "prod"}).Secret("payment-key"); got != "shop-prod/payment-key" {
		t.Errorf("its name in AWS is %s", got)
	}
}
