package plan

import (
	"reflect"
	"strings"
	"testing"
)

// named is a change of what is kept of a service that others call.
func named(service, actions, before, after string) string {
	return `{"address":"terraform_data.connect[\"` + service + `\"]","mode":"managed","type":"terraform_data","name":"connect","index":"` + service + `",
		"change":{"actions":` + actions + `,"before":` + before + `,"after":` + after + `}}`
}

func TestConnectIsDueWithANewNameOrPort(t *testing.T) {
	const old = `{"input":{"order":1,"port":8080}}`
	for name, c := range map[string]struct {
		change string
		want   []Connect
	}{
		"a first release": {named("orders", `["create"]`, "null", old), []Connect{{"orders", 1}}},
		"another port":    {named("orders", `["update"]`, old, `{"input":{"order":1,"port":8081}}`), []Connect{{"orders", 1}}},
		"another order":   {named("orders", `["update"]`, old, `{"input":{"order":2,"port":8080}}`), nil},
		"nothing":         {named("orders", `["no-op"]`, old, old), nil},
		"no longer":       {named("orders", `["delete"]`, old, "null"), nil},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := Read(planOf(c.change))
			if err != nil || !reflect.DeepEqual(s.Connect, c.want) {
				t.Fatalf("got %+v, %v, want %+v", s.Connect, err, c.want)
			}
			var text, markdown strings.Builder
			_, _ = s.Text(&text), s.Markdown(&markdown)
			for _, page := range []string{text.String(), markdown.String()} {
				if said := strings.Contains(page, "before those that call"); said != (c.want != nil) {
					t.Errorf("a plan must say in which order it is applied, and no more:\n%s", page)
				}
			}
		})
	}
}

// Who is called stands before who calls it, and those that do not know each other go together.
func TestSteps(t *testing.T) {
	create := func(service, order string) string {
		return named(service, `["create"]`, "null", `{"input":{"order":`+order+`,"port":8080}}`)
	}
	s, err := Read(planOf(create("orders", "2") + "," + create("prices", "0") + "," + create("catalog", "10") + "," + create("stock", "0")))
	if err != nil {
		t.Fatal(err)
	}
	want := [][]Connect{{{"prices", 0}, {"stock", 0}}, {{"orders", 2}}, {{"catalog", 10}}}
	if got := s.Steps(); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if want[1][0].Address() != `module.service["orders"].aws_ecs_service.this[0]` {
		t.Error("a plan of another address would move who calls it, too")
	}
}
