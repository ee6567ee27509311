package environment

import (
	"fmt"
	"slices"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// ServiceNames are the services of a file of settings, whatever else is wrong in it.
func ServiceNames(text []byte) []string {
	body, _ := parse("", text)
	if body == nil || body.Attributes["services"] == nil {
		return nil
	}
	entries, ok := body.Attributes["services"].Expr.(*hclsyntax.ObjectConsExpr)
	if !ok {
		return nil
	}
	var names []string
	for _, entry := range entries.Items {
		if name := keyOf(entry.KeyExpr); name != nil {
			names = append(names, *name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Match compares the services of the settings with the folders found in services/. An entry needs its folder. A folder
// needs an entry here or elsewhere, in the settings of another environment, else nobody would notice that it is never
// deployed.
func (e Environment) Match(found []string, elsewhere []string) error {
	var problems []Problem
	for _, name := range found {
		if !slices.Contains(e.Services, name) && !slices.Contains(elsewhere, name) {
			problems = append(problems, Problem{File: e.File, Line: e.lines[""], Path: join("services", name), Message: fmt.Sprintf(
				"service %s of the repository has no entry in any environment: add %s = { … } to services, or take its folder out of services/ or .slipway.yaml", name, name)})
		}
	}
	for _, name := range e.Services {
		switch of, shared := e.Images[name]; {
		case shared && slices.Contains(found, name):
			problems = append(problems, Problem{File: e.File, Line: e.lines[name], Path: join("services", name), Message: fmt.Sprintf(
				"service %s runs the image of %s, and the repository has a folder for it, which nothing would build: take image out, or the folder", name, of)})
			continue
		case shared, slices.Contains(found, name):
			continue
		}
		message := fmt.Sprintf("the repository has no service %[1]s: add the folder services/%[1]s, or name its folder in .slipway.yaml, or remove the entry", name)
		if near := nearest(name, found); near != "" {
			message = fmt.Sprintf("the repository has no service %s: did you mean %s?", name, near)
		}
		problems = append(problems, Problem{File: e.File, Line: e.lines[name], Path: join("services", name), Message: message})
	}
	return settingsError(problems)
}
