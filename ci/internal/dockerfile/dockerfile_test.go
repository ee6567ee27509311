package dockerfile

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func parse(t *testing.T, text string) *File {
	t.Helper()
	f, err := Parse("services/web/Dockerfile", []byte(text), Build{})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestHasStage(t *testing.T) {
	f := parse(t, "FROM a AS base\n# FROM b AS comment\nFROM base \\\n  as Test\nRUN <<EOF\nFROM x AS inner\nEOF\n")
	for name, want := range map[string]bool{"base": true, "test": true, "TEST": true, "comment": false, "inner": false, "a": false, "": false} {
		if f.HasStage(name) != want {
			t.Errorf("%q: %t", name, !want)
		}
	}
}

func TestBases(t *testing.T) {
	ones, twos := "sha256:"+strings.Repeat("1", 64), "sha256:"+strings.Repeat("2", 64)
	for text, want := range map[string][]Base{
		"FROM python:3.11@" + ones + "\nRUN true\n":                                                         {{"python:3.11", ones, 1}},
		"from --platform=linux/amd64 a@" + ones + " AS b\nFROM c@" + twos + "\nCOPY --from=b /a /a\n":       {{"a", ones, 1}, {"c", twos, 2}},
		"FROM scratch AS a\nFROM A\nFROM \\\n  b\nCOPY --from=1 a a\n":                                      {{"b", "", 3}},
		"ARG V=3.11\nARG IMAGE=python:${V}-slim\nFROM ${IMAGE}\n":                                           {{"python:3.11-slim", "", 3}},
		"FROM ${MISSING:-debian}:12\n":                                                                      {{"debian:12", "", 1}},
		"FROM a\nCOPY --from=nginx:1@" + ones + " /x /x\nRUN --mount=type=bind,from=tools,target=/t true\n": {{"a", "", 1}, {"nginx:1", ones, 2}, {"tools", "", 3}},
		"# escape=`\nFROM a `\n  AS b\nFROM b\n":                                                            {{"a", "", 2}},
	} {
		if diff := cmp.Diff(want, parse(t, text).Bases()); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

func TestSources(t *testing.T) {
	const text = `ARG GLOBAL=g
FROM a AS unused
COPY of-no-use /
FROM a AS build
ARG GLOBAL
ARG DIR=src
ENV LIB=lib
COPY --chown=1:1 ./go.mod $DIR /${GLOBAL}.txt "$GLOBAL.txt" /
ADD https://x.example/y.tgz ${UNKNOWN}/z local.tgz /
FROM build AS more
COPY ${LIB} ${DIR}/x ../up /
FROM scratch
COPY --from=more /a /a
COPY <<EOF /text
hello
EOF
COPY ["with space", "*.txt", "/dest/"]
RUN --mount=type=bind,source=mounted,target=/m --mount=type=cache,target=/c true
RUN --mount=target=/all true
`
	f := parse(t, text)
	var got []string
	for _, s := range f.Sources("") {
		got = append(got, s.Instruction+" "+s.Path)
	}
	want := []string{"COPY go.mod", "COPY src", "COPY g.txt", "COPY g.txt", "ADD local.tgz", "COPY lib", "COPY up",
		"COPY with space", "COPY *.txt", "RUN --mount mounted", "RUN --mount ."}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got := f.Sources("unused"); !slices.Equal(got, []Source{{"of-no-use", 3, "COPY"}}) {
		t.Error(got)
	}
	if got := f.Sources("nosuch"); got != nil {
		t.Error(got)
	}
}

func TestCheckSources(t *testing.T) {
	paths := []string{"Dockerfile", "src/", "src/main.py", "docs/", "docs/a.md", "docs/b.md", "notes.txt"}
	for name, c := range map[string]struct{ text, ignore, want string }{
		"all there":           {text: "FROM a\nCOPY src/main.py ./docs/ /\nCOPY . .\n"},
		"wildcards":           {text: "FROM a\nCOPY *.nosuch no?uch /\n"},
		"nothing to copy":     {text: "FROM a\n"},
		"not there":           {text: "FROM a\n\nCOPY notes.tx src/main /\n", want: "service web: services/web/Dockerfile:3: COPY notes.tx: no such file or folder in what is built: paths start at the folder of the service, or at its context in .slipway.yaml\nservice web: services/web/Dockerfile:3: COPY src/main: no such file or folder in what is built: paths start at the folder of the service, or at its context in .slipway.yaml"},
		"ignored":             {text: "FROM a\nADD notes.txt /\n", ignore: "# no notes\n*.txt\n", want: "service web: services/web/Dockerfile:2: ADD notes.txt: the .dockerignore keeps it out of the build: take it out there, or add !notes.txt"},
		"beneath ignored":     {text: "FROM a\nCOPY docs/a.md /\n", ignore: "docs\n", want: "service web: services/web/Dockerfile:2: COPY docs/a.md: the .dockerignore keeps it out of the build: take it out there, or add !docs/a.md"},
		"excepted":            {text: "FROM a\nCOPY docs /\n", ignore: "docs\n!docs/b.md\n"},
		"a bad .dockerignore": {text: "FROM a\nCOPY docs /\n", ignore: "[\n", want: "service web: read the .dockerignore of services/web/Dockerfile: syntax error in pattern"},
	} {
		got := ""
		if err := parse(t, c.text).CheckSources("web", "", paths, c.ignore); err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("FROM a AS b\nARG X=1\nENV Y=$X\nCOPY --from=b $Y /\nRUN --mount=type=bind,source=$X,target=/x <<EOF\nEOF\n", "exit code: 1")
	f.Add("# escape=`\nFROM scratch\nADD a `\n b\n", `"a": not found`)
	f.Fuzz(func(t *testing.T, text, reason string) {
		file, err := Parse("Dockerfile", []byte(text), Build{})
		if err != nil {
			return
		}
		file.Bases()
		_ = file.CheckSources("", "", []string{"a", "b/"}, "a")
		if file.Explain(Failure{Text: reason}) == nil || file.Explain(Failure{Command: []string{"sh", reason}, ExitCode: 1}) == nil {
			t.Error("a failure is not explained")
		}
	})
}
