package environment

import (
	"slices"
	"testing"
)

func TestMatch(t *testing.T) {
	env, err := Read("staging", "staging.tfvars", []byte(good), schema(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name             string
		found, elsewhere []string
		want             string
	}{
		{"all agree", []string{"catalog", "orders"}, nil, ""},
		{"a service of another environment", []string{"cart", "catalog", "orders"}, []string{"cart"}, ""},
		{
			"a folder in no environment", []string{"cart", "catalog", "orders"}, []string{"catalog"},
			"staging.tfvars:4: services.cart: the folder services/cart has no entry in any environment: add cart = { … } to services, or move it out of services/",
		},
		{
			"an entry without a folder", []string{"catalog"}, []string{"orders"},
			"staging.tfvars:5: services.orders: there is no folder services/orders: add it, or remove the entry",
		},
		{
			"a misspelt entry", []string{"catalog", "order"}, []string{"order"},
			"staging.tfvars:5: services.orders: there is no folder services/orders: did you mean order?",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := ""
			if err := env.Match(c.found, c.elsewhere); err != nil {
				got = err.Error()
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestMatchNamesTheFileOfSettingsThatWereNotRead(t *testing.T) {
	err := Environment{Name: "local", Services: []string{"cart"}}.Match(nil, nil)
	const want = "terraform/environments/local.tfvars: services.cart: there is no folder services/cart: add it, or remove the entry"
	if err == nil || err.Error() != want {
		t.Errorf("got %v", err)
	}
}

func TestServiceNames(t *testing.T) {
	for text, want := range map[string][]string{
		good: {"catalog", "orders"},
		"region = 7\nservices = { b = {}, a = { port = var.x }, a = {} }\nhelth = 1": {"a", "b"},
		"services = [\"a\"]": nil,
		"services {}":        nil,
		"":                   nil,
		"region = ":          nil,
	} {
		if got := ServiceNames([]byte(text)); !slices.Equal(got, want) {
			t.Errorf("%q has %v, want %v", text, got, want)
		}
	}
}
