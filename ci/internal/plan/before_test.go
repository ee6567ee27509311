package plan

import (
	"reflect"
	"strings"
	"testing"
)

// ran is a change of what is kept of a run before a release.
func ran(service, actions, before, after string) string {
	return `{"address":"terraform_data.before[\"` + service + `\"]","mode":"managed","type":"terraform_data","name":"before","index":"` + service + `",
		"change":{"actions":` + actions + `,"before":` + before + `,"after":` + after + `}}`
}

func input(image, command, timeout string) string {
	return `{"input":{"image":"` + image + `","command":` + command + `,"timeout":"` + timeout + `"}}`
}

func TestBeforeIsDueWithAnotherImageOrCommand(t *testing.T) {
	old := input("web@sha256:1", `["migrate"]`, "10m")
	for name, c := range map[string]struct {
		change string
		want   []Before
	}{
		"a first release":       {ran("web", `["create"]`, "null", old), []Before{{"web", []string{"migrate"}, "10m"}}},
		"another image":         {ran("web", `["update"]`, old, input("web@sha256:2", `["migrate"]`, "10m")), []Before{{"web", []string{"migrate"}, "10m"}}},
		"another command":       {ran("web", `["update"]`, old, input("web@sha256:1", `["migrate","up"]`, "10m")), []Before{{"web", []string{"migrate", "up"}, "10m"}}},
		"another time":          {ran("web", `["update"]`, old, input("web@sha256:1", `["migrate"]`, "20m")), nil},
		"nothing":               {ran("web", `["no-op"]`, old, old), nil},
		"no longer":             {ran("web", `["delete"]`, old, "null"), nil},
		"somebody's own before": {strings.Replace(ran("web", `["create"]`, "null", old), `"mode"`, `"module_address":"module.x","mode"`, 1), nil},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := Read(planOf(c.change))
			if err != nil || !reflect.DeepEqual(s.Before, c.want) {
				t.Fatalf("got %+v, %v, want %+v", s.Before, err, c.want)
			}
			var text, markdown strings.Builder
			_, _ = s.Text(&text), s.Markdown(&markdown)
			for _, page := range []string{text.String(), markdown.String()} {
				if said := strings.Contains(strings.ToLower(page), "before any service moves"); said != (c.want != nil) {
					t.Errorf("a plan must say what it runs, and no more:\n%s", page)
				}
			}
		})
	}
}

func TestBeyond(t *testing.T) {
	reviewed := Summary{Changes: []Change{{Address: "a", Action: Create}, {Address: "b", Action: Update, Attributes: []string{"policy", "tags"}}, {Address: "c", Action: Replace}}}
	within := Summary{Changes: []Change{{Address: "b", Action: Update, Attributes: []string{"tags"}}, {Address: "c", Action: Update}}}
	if more := Beyond(reviewed, within); len(more) != 0 {
		t.Errorf("what is left of a plan is refused: %v", more)
	}
	for _, change := range []Change{{Address: "d", Action: Create}, {Address: "b", Action: Replace}, {Address: "a", Action: Delete}, {Address: "b", Action: Update, Attributes: []string{"name"}}} {
		if more := Beyond(reviewed, Summary{Changes: []Change{change}}); len(more) != 1 {
			t.Errorf("%v was not reviewed, and passes", change)
		}
	}
}
