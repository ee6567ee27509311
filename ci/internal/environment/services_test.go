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
			"staging.tfvars:4: services.cart: service cart of the repository has no entry in any environment: add cart = { … } to services, or take its folder out of services/ or .slipway.yaml",
		},
		{
			"an entry without a folder", []string{"catalog"}, []string{"orders"},
			"staging.tfvars:5: services.orders: the repository has no service orders: add the folder services/orders, or name its folder in .slipway.yaml, or remove the entry",
		},
		{
			"a misspelt entry", []string{"catalog", "order"}, []string{"order"},
			"staging.tfvars:5: services.orders: the repository has no service orders: did you mean order?",
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

func TestHasTasks(t *testing.T) {
	env := Environment{Name: "staging", Services: []string{"catalog", "orders", "report"}, Shapes: map[string]Shape{"report": Job}}
	for name, want := range map[string]string{
		"orders": "",
		"order":  `environment staging has no service "order": did you mean orders? Write one of catalog, orders`,
		"cart":   `environment staging has no service "cart": write one of catalog, orders`,
		"report": "report is a job, which the clock starts: it has no task that stays. Write one of catalog, orders",
	} {
		got := ""
		if err := env.HasTasks(name); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}
