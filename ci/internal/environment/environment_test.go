package environment

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

const good = `
project = "shop"
environment = "staging"
region = "eu-west-1"
services = {
  orders = { port = 8080, path = "/orders" }
  catalog = { port = 8080, path = "/catalog" }
}
`

func TestRead(t *testing.T) {
	env, err := Read("staging", "staging.tfvars", []byte(good))
	if err != nil {
		t.Fatal(err)
	}
	if env.Project != "shop" || env.Region != "eu-west-1" || env.Emulated || !slices.Equal(env.Services, []string{"catalog", "orders"}) {
		t.Errorf("read %+v", env)
	}
	if got := env.Repository("orders"); got != "shop-staging/orders" {
		t.Errorf("repository %s", got)
	}
	if got := env.StateBucket("123456789012"); got != "shop-staging-state-123456789012" {
		t.Errorf("bucket %s", got)
	}
}

func TestReadRefuses(t *testing.T) {
	for name, c := range map[string]struct{ from, to, want string }{
		"broken HCL":        {`{ port`, `{{ port`, "can't be read"},
		"no region":         {`region = "eu-west-1"`, ``, "region is missing"},
		"other environment": {`"staging"`, `"prod"`, `says environment = "prod"`},
		"no services":       {`services =`, `other =`, "services is missing"},
		"a reference":       {`"eu-west-1"`, `var.region`, "region"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Read("staging", "staging.tfvars", []byte(strings.Replace(good, c.from, c.to, 1)))
			var settings *SettingsError
			if !errors.As(err, &settings) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want a SettingsError with %q", err, c.want)
			}
		})
	}
}

func TestFind(t *testing.T) {
	if f, err := Find("local", []string{"prod.tfvars", "local.tfvars", "README.md"}); err != nil || f != "local.tfvars" {
		t.Errorf("got %q, %v", f, err)
	}
	_, err := Find("qa", []string{"prod.tfvars", "local.tfvars"})
	var unknown *UnknownError
	if !errors.As(err, &unknown) || !strings.Contains(err.Error(), "known are local, prod") {
		t.Errorf("got %v", err)
	}
}

func TestMatch(t *testing.T) {
	env := Environment{Name: "local", Services: []string{"catalog", "orders"}}
	if err := env.Match([]string{"catalog", "orders"}); err != nil {
		t.Error(err)
	}
	err := env.Match([]string{"catalog", "cart"})
	if err == nil || !strings.Contains(err.Error(), "services/cart has no entry") || !strings.Contains(err.Error(), "no folder services/orders") {
		t.Errorf("got %v", err)
	}
}
