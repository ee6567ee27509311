package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"

	"dagger/tests/internal/dagger"
)

// chance is a Go service whose test covers another share of its code each time that it runs. Go does not answer for a test that
// reads a file as new as this.
func chance(name string) map[string]string {
	var cases strings.Builder
	for n := range 256 {
		fmt.Fprintf(&cases, "\tif n > %d {\n\t\thits++\n\t}\n", n)
	}
	return map[string]string{
		"services/" + name + "/main.go": "package main\n\nfunc count(n byte) (hits int) {\n" + cases.String() + "\treturn hits\n}\n\nfunc main() { count(1) }\n",
		"services/" + name + "/main_test.go": `package main

import (
	"crypto/rand"
	"os"
	"testing"
)

func TestCount(t *testing.T) {
	if err := os.WriteFile("new", []byte(rand.Text()), 0o600); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("new")
	if err != nil {
		t.Fatal(err)
	}
	count(text[0] * text[1])
}
`,
	}
}

// edit changes one service of three. The others are neither tested nor built again: of what comes out different each time that
// it runs, the second call says what the first did.
func (t *Tests) edit(ctx context.Context) error {
	source := layout(map[string]string{
		"go.mod":                   "module example.com/chances\n\ngo 1.25\n",
		"README.md":                rand.Text(),
		"services/dice/Dockerfile": "FROM debian:bookworm-slim\nRUN cat /proc/sys/kernel/random/uuid >/dice\nCOPY face /\n",
		"services/dice/face":       "six\n",
	})
	for _, name := range []string{"left", "right"} {
		for path, text := range chance(name) {
			source = source.WithNewFile(path, text)
		}
	}
	before, err := t.outcome(ctx, source)
	if err != nil {
		return err
	}
	after, err := t.outcome(ctx, source.WithNewFile("services/left/more.go", "package main\n\nconst more = 1\n"))
	if err != nil {
		return err
	}
	for _, name := range []string{"right", "dice"} {
		if before[name] != after[name] {
			return fmt.Errorf("the edit of left changed what is said of %s, from %s to %s", name, before[name], after[name])
		}
	}
	return nil
}

// outcome is what the module says of the tests of left and right, and of the image of dice.
func (t *Tests) outcome(ctx context.Context, source *dagger.Directory) (map[string]string, error) {
	slipway := t.slipway(ctx, source)
	table, err := slipway.Test(ctx)
	if err != nil {
		return nil, err
	}
	digest, err := slipway.Image("dice").Digest(ctx)
	if err != nil {
		return nil, err
	}
	found := map[string]string{}
	for row := range strings.Lines(table) {
		if columns := strings.Fields(row); len(columns) > 0 {
			found[columns[0]] = strings.Join(columns[1:], " ")
		}
	}
	found["dice"] = digest
	return found, nil
}
