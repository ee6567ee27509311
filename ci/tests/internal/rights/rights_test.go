package rights

import (
	"strings"
	"testing"
)

func TestWithout(t *testing.T) {
	const deny = `{"Action":"ecs:UpdateService","Effect":"Deny","Resource":"other"}`
	for name, c := range map[string]struct{ statements, want, refused string }{
		"one of a list": {
			`{"Effect":"Allow","Action":["ecs:UpdateService","ecs:StopTask"],"Resource":"*","Condition":{"Bool":{"x":"true"}}}`,
			`{"Action":["ecs:StopTask"],"Condition":{"Bool":{"x":"true"}},"Effect":"Allow","Resource":"*"}`, "",
		},
		"the only one":       {`{"Effect":"Allow","Action":"ecs:updateservice","Resource":"*"},` + deny, deny, ""},
		"none allows it":     {deny, "", "no statement allows ecs:UpdateService"},
		"a pattern is left":  {`{"Effect":"Allow","Action":["ecs:UpdateService","ecs:Update*"],"Resource":"*"}`, "", "ecs:Update* still allows"},
		"everything is left": {`{"Effect":"Allow","Action":["ecs:UpdateService"]},{"Effect":"Allow","Action":"*"}`, "", "* still allows"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Without(`{"Version":"2012-10-17","Statement":[`+c.statements+`]}`, "ecs:UpdateService")
			if c.refused != "" {
				if err == nil || !strings.Contains(err.Error(), c.refused) {
					t.Fatalf("got %q, %v, want %q", got, err, c.refused)
				}
				return
			}
			if want := `{"Version":"2012-10-17","Statement":[` + c.want + `]}`; err != nil || got != want {
				t.Errorf("got  %s, %v\nwant %s", got, err, want)
			}
		})
	}
}
