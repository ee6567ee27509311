package discover

import (
	"fmt"
	"testing"
)

func TestReduce(t *testing.T) {
	const all = "go 1.26\n\nuse (\n\t.\n\t./services/books\n\t./services/bookshop\n\t./services/loans/api\n)\n"
	for name, c := range map[string]struct{ text, want string }{
		"none":     {"", ""},
		"of two":   {all, "go 1.26\n\nuse (\n\t.\n\t./services/bookshop\n)\n"},
		"the last": {"go 1.26\n\nuse ./services/books\n", "go 1.26\n"},
	} {
		got, err := Reduce([]byte(c.text), []string{"services/books", "services/loans"})
		if err != nil || string(got) != c.want {
			t.Errorf("%s: got %v and %q, want %q", name, err, got, c.want)
		}
	}
	if _, err := Reduce([]byte("use ("), nil); err == nil {
		t.Error("what is no workspace is taken for one")
	}
}

func TestOthers(t *testing.T) {
	all := []Service{{Name: "api", Path: "services/api"}, {Name: "all", Path: "."}, {Name: "web", Path: "services/web"}, {Name: "worker", Path: "services/api/cmd/worker"}}
	for but, want := range map[string]string{
		"api":    "[services/web services/api/cmd/worker]",
		"worker": "[services/web]",
		"all":    "[services/api services/web services/api/cmd/worker]",
		"":       "[services/api services/web services/api/cmd/worker]",
	} {
		if got := fmt.Sprint(Others(all, but)); got != want {
			t.Errorf("%q: got %s, want %s", but, got, want)
		}
	}
}
