package dockerfile

import (
	"slices"
	"testing"
)

const staged = `ARG VERSION=3
FROM --platform=linux/amd64 \
  python:${VERSION} AS base
WORKDIR /srv
COPY a b /srv/
ENV X=1

FROM base
RUN pip install \
  fastapi
CMD ["true"]
`

func TestAgain(t *testing.T) {
	got, err := Again([]byte(staged), "now")
	if err != nil {
		t.Fatal(err)
	}
	const want = `ARG VERSION=3
FROM --platform=linux/amd64 \
  python:${VERSION} AS base
ARG SLIPWAY_AGAIN=now
WORKDIR /srv
COPY a b /srv/
ENV X=1

FROM base
ARG SLIPWAY_AGAIN=now
RUN pip install \
  fastapi
CMD ["true"]
`
	if string(got) != want {
		t.Errorf("got\n%s", got)
	}
}

func TestLayers(t *testing.T) {
	file := parse(t, staged)
	for target, want := range map[string][]string{
		"":     {"services/web/Dockerfile:4: WORKDIR /srv", "services/web/Dockerfile:5: COPY a b /srv/", "services/web/Dockerfile:9: RUN pip install …"},
		"base": {"services/web/Dockerfile:4: WORKDIR /srv", "services/web/Dockerfile:5: COPY a b /srv/"},
	} {
		if got := file.Layers(target); !slices.Equal(got, want) {
			t.Errorf("%q: %q", target, got)
		}
	}
	if got := file.Root(""); got != "python:3" {
		t.Errorf("it starts from %q", got)
	}
	if got := parse(t, "FROM scratch AS a\nCOPY x /\nFROM a\n").Root(""); got != "" {
		t.Errorf("from scratch: %q", got)
	}
}
