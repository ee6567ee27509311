package discover

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// repository is a tree of files: path to text.
type repository map[string]string

func (r repository) read(path string) (string, error) {
	text, ok := r[path]
	if !ok {
		return "", fmt.Errorf("no file %s", path)
	}
	return text, nil
}

func (r repository) paths(more ...string) []string {
	for p := range r {
		more = append(more, p)
	}
	return more
}

func TestServices(t *testing.T) {
	tests := map[string]struct {
		files repository
		dirs  []string
		want  []Service
	}{
		"sorted by name, Go and Dockerfile": {
			files: repository{
				"services/orders/Dockerfile":       "FROM scratch\n",
				"services/orders/app/main.py":      "",
				"services/catalog/main.go":         "package main\n",
				"services/catalog/main_test.go":    "not read",
				"services/catalog/store/store.go":  "package store\n",
				"services/internal/health/main.go": "package main\n",
				"services/.cache/Dockerfile":       "",
				"services/README.md":               "# Services\n",
				"terraform/main.tf":                "",
				"main.go":                          "package main\n",
			},
			want: []Service{
				{Name: "catalog", Path: "services/catalog", Kind: Go},
				{Name: "orders", Path: "services/orders", Kind: Dockerfile, Dockerfile: "services/orders/Dockerfile", Context: "services/orders"},
			},
		},
		"a Dockerfile wins over a main package": {
			files: repository{"services/catalog/main.go": "package main\n", "services/catalog/Dockerfile": ""},
			want:  []Service{{Name: "catalog", Path: "services/catalog", Kind: Dockerfile, Dockerfile: "services/catalog/Dockerfile", Context: "services/catalog"}},
		},
		"the main package is in a file of another name": {
			files: repository{"services/catalog/catalog.go": "// Package main is a comment.\n\npackage main\n"},
			want:  []Service{{Name: "catalog", Path: "services/catalog", Kind: Go}},
		},
		"directories with a trailing slash": {
			files: repository{"services/catalog/main.go": "package main\n"},
			dirs:  []string{"services/", "services/catalog/", "services/internal/", "services/catalog/store/"},
			want:  []Service{{Name: "catalog", Path: "services/catalog", Kind: Go}},
		},
		"a leading dot": {
			files: repository{},
			dirs:  []string{"./services/web/Dockerfile"},
			want:  []Service{{Name: "web", Path: "services/web", Kind: Dockerfile, Dockerfile: "services/web/Dockerfile", Context: "services/web"}},
		},
		"a main package for Windows beside one for Linux": {
			files: repository{
				"services/agent/main_windows.go": "package main\n",
				"services/agent/main_linux.go":   "package main\n",
			},
			want: []Service{{Name: "agent", Path: "services/agent", Kind: Go}},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := Services(test.files.paths(test.dirs...), nil, test.files.read)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got, cmpopts.IgnoreUnexported(Settings{})); diff != "" {
				t.Errorf("services (-want +got):\n%s", diff)
			}
		})
	}
}

func TestServicesNotBuildable(t *testing.T) {
	tests := map[string]struct {
		files repository
		dirs  []string
	}{
		"a library":                 {files: repository{"services/foo/foo.go": "package foo\n\nconst s = \"package main\"\n"}},
		"only a test":               {files: repository{"services/foo/main_test.go": "package main\n"}},
		"a generator":               {files: repository{"services/foo/gen.go": "//go:build ignore\n\npackage main\n"}},
		"a main package for Darwin": {files: repository{"services/foo/main_darwin.go": "package main\n"}},
		"a main package further in": {files: repository{"services/foo/cmd/main.go": "package main\n"}},
		"an empty directory":        {dirs: []string{"services/foo/"}},
		"a directory named so":      {dirs: []string{"services/foo/Dockerfile/"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			services, err := Services(test.files.paths(test.dirs...), nil, test.files.read)
			var noBuild *NoBuildError
			if !errors.As(err, &noBuild) {
				t.Fatalf("got %v and %v, want a NoBuildError", services, err)
			}
			want := "services/foo has neither a Go main package nor a Dockerfile: add main.go or Dockerfile, or move shared code to services/internal"
			if noBuild.Path != "services/foo" || err.Error() != want {
				t.Errorf("got %q", err)
			}
		})
	}
}

func TestServicesNames(t *testing.T) {
	tests := map[string]bool{
		"ab": true, "catalog": true, "order-api-2": true, strings.Repeat("a", 24): true,
		"a": false, strings.Repeat("a", 25): false, "Catalog": false, "order_api": false, "order.api": false,
		"-api": false, "api-": false, "order--api": false, "2fast": false, "naïve": false,
	}
	for name, valid := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := Services([]string{"services/" + name + "/Dockerfile"}, nil, nil)
			var bad *NameError
			if got := !errors.As(err, &bad); got != valid {
				t.Errorf("valid is %t, want %t: %v", got, valid, err)
			}
		})
	}
}

func TestServicesReportsAllCulprits(t *testing.T) {
	files := repository{
		"services/web/Dockerfile":   "",
		"services/zed/zed.go":       "package zed\n",
		"services/Bad_Name/main.go": "package main\n",
		"services/broken/main.go":   "func main() {}\n",
	}
	services, err := Services(files.paths("services/gone/main.go", "services/Empty/"), nil, files.read)
	if services != nil {
		t.Errorf("got services %v beside an error", services)
	}
	var order []string
	for line := range strings.Lines(err.Error()) {
		order = append(order, strings.FieldsFunc(line, func(r rune) bool { return r == ' ' || r == ':' })[0])
	}
	want := []string{"services/Bad_Name", "services/Empty", "services/Empty", "services/broken/main.go", "services/gone/main.go", "services/zed"}
	if diff := cmp.Diff(want, order); diff != "" {
		t.Errorf("culprits (-want +got):\n%s\n%v", diff, err)
	}
	var source *SourceError
	if !errors.As(err, &source) || source.Path != "services/broken/main.go" || source.Unwrap() == nil {
		t.Errorf("got %v, want the broken file", source)
	}
}

func TestServicesEmpty(t *testing.T) {
	for name, paths := range map[string][]string{
		"nothing":             nil,
		"no services":         {"main.go", "services.go", "servicesx/a/Dockerfile"},
		"only what is shared": {"services/", "services/internal/log/log.go", "services/README.md"},
		"escapes":             {"services/../etc/Dockerfile"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := Services(paths, nil, nil); !errors.Is(err, ErrNoServices) {
				t.Errorf("got %v, want ErrNoServices", err)
			}
		})
	}
}
