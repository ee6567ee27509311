package gate

import (
	"errors"
	"io/fs"
	"strings"
	"testing"

	"dagger/slipway/internal/dotfile"
)

// repository opens files that are there by name.
func repository(files map[string]string) func(string) ([]byte, error) {
	return func(file string) ([]byte, error) {
		text, there := files[file]
		if !there {
			return nil, fs.ErrNotExist
		}
		return []byte(text), nil
	}
}

func TestReadAllowances(t *testing.T) {
	const good = "- {gate: lint, rule: errcheck" + term + "2027-01-01}\n"
	policy := func(fields string) string { return "- {gate: policy, rule: two-tasks, " + fields + "}\n" }
	for name, test := range map[string]struct {
		text string
		line int
		want string // empty: it is read
	}{
		"nothing":             {"", 0, ""},
		"a comment alone":     {"# nothing is allowed\n", 0, ""},
		"no entry":            {"allowances:\n", 0, ""},
		"one for each limit":  {"---\nallowances:\n- {gate: vulnerabilities, rule: CVE-1, image: a, file: b, package: c" + term + "2027-01-01}\n" + policy("environment: prod, resource: module.a"+term+"2027-01-01"), 0, ""},
		"unknown gate":        {"allowances:\n- {gate: lnit, rule: errcheck" + term + "2027-01-01}", 2, `gate "lnit" is unknown: write one of lint,`},
		"no gate":             {"allowances:\n- {rule: two-tasks, environment: prod" + term + "2027-01-01}", 2, `gate "" is unknown`},
		"no rule":             {"allowances:\n" + good + "- {gate: lint" + term + "2027-01-01}", 3, "rule is missing"},
		"no reason":           {"allowances:\n" + good + "\n\n- gate: lint\n  rule: errcheck\n  expires: 2027-01-01", 5, "write why"},
		"a word for a reason": {"allowances:\n" + policy("environment: prod, reason: because, expires: 2027-01-31"), 2, "write why"},
		"no end":              {"allowances:\n- {gate: lint, rule: errcheck, reason: it is not reached}", 2, "last day"},
		"never an end":        {"allowances:\n" + policy("environment: prod, reason: it is cheap, expires: never"), 2, "last day"},
		"bad pattern":         {"allowances:\n- {gate: lint, rule: errcheck, file: 'a[', reason: it is not reached, expires: 2027-01-01}", 2, "syntax error in pattern"},
		"other field":         {"allowances:\n" + good + "- gate: lint\n  rule: errcheck\n  path: a\n", 5, `unknown field "path": write allowances and services at the top, and of an allowance gate,`},
		"the former address":  {"allowances:\n" + policy("environment: prod, address: module.a"+term+"2027-01-01"), 2, `unknown field "address"`},
		"another list":        {"alowances:\n" + good, 1, `unknown field "alowances"`},
		"a field twice":       {"allowances:\n- gate: lint\n  rule: a\n  rule: b\n", 4, `"rule" already defined`},
		"no environment":      {"allowances:\n" + policy(`environment: "", reason: it is cheap, expires: 2027-01-31`), 2, "environment is missing"},
		"a plan has no file":  {"allowances:\n" + policy("environment: prod, file: main.tf"+term+"2027-01-01"), 2, "limit it by environment and resource"},
		"a file has no plan":  {"allowances:\n- {gate: lint, rule: errcheck, resource: module.a" + term + "2027-01-01}", 2, "limit it by image, file or package"},
		"no list":             {"allowances: {}\n", 1, "mapping was used"},
		"an empty entry":      {"allowances:\n-\n", 0, "allowance 1 is empty"},
		"half an entry":       {"allowances:\n- {gate: lint\n", 2, "'}'"},
		"a second document":   {"allowances:\n" + good + "---\nallowances:\n" + good, 0, "second document"},
	} {
		_, err := ReadAllowances(repository(map[string]string{File: test.text}))
		var at *dotfile.Error
		switch {
		case test.want == "":
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
		case !errors.As(err, &at) || at.Line != test.line || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), File):
			t.Errorf("%s: %v, want line %d: %s", name, err, test.line, test.want)
		}
	}
}

func TestFormerFile(t *testing.T) {
	for name, files := range map[string]map[string]string{
		"alone":      {formerFile: "allowances: []\n"},
		"as well":    {formerFile: "", File: "allowances: []\n"},
		"unreadable": {formerFile: "{"},
	} {
		var former *FormerFileError
		if _, err := ReadAllowances(repository(files)); !errors.As(err, &former) || !strings.Contains(err.Error(), "gate: policy") || !strings.Contains(err.Error(), "git rm "+formerFile) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if allowances, err := ReadAllowances(repository(nil)); err != nil || len(allowances) != 0 {
		t.Errorf("no file: %v, %v", allowances, err)
	}
	for _, file := range []string{File, formerFile} {
		broken := errors.New("the engine is gone")
		_, err := ReadAllowances(func(name string) ([]byte, error) {
			if name == file {
				return nil, broken
			}
			return nil, fs.ErrNotExist
		})
		if !errors.Is(err, broken) || !strings.Contains(err.Error(), file) {
			t.Errorf("%s can't be read: %v", file, err)
		}
	}
}

func TestCheckRules(t *testing.T) {
	rules := []string{"two-tasks", "nat-per-zone"}
	for name, test := range map[string]struct{ text, want string }{
		"known":          {"- {gate: policy, rule: two-tasks, environment: prod" + term + "2027-01-31}", ""},
		"another gate's": {"- {gate: lint, rule: nat" + term + "2027-01-31}", ""},
		"unknown":        {"- {gate: policy, rule: nat, environment: staging" + term + "2027-01-31}", `.slipway.yaml:2: rule "nat" is unknown`},
	} {
		err := CheckRules(Policy, rules, allowances(t, test.text))
		if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
