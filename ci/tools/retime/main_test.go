package main

import (
	"archive/tar"
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/static"
	"github.com/google/go-containerregistry/pkg/v1/types"
)

// entry is one of a layer: a folder where its name ends with a slash, else a file with this text, or a link.
type entry struct {
	name, text, link, symbolic string
	at                         int64
	pax                        map[string]string
}

// TestRetime packs the same files as a registry has them and as an engine does once more, and wants one digest and these entries.
func TestRetime(t *testing.T) {
	for name, test := range map[string]struct {
		registry, engine [][]entry
		based            int
		want             string
	}{
		"names, order and folders that nobody named": {
			registry: [][]entry{{{name: "./"}, {name: "./etc/"}, {name: "./bin", symbolic: "usr/bin"}, {name: "./usr/bin/sh", text: "sh", at: 9}}},
			engine:   [][]entry{{{name: "bin", symbolic: "usr/bin"}, {name: "etc/", at: 7}, {name: "usr/"}, {name: "usr/bin/"}, {name: "usr/bin/sh", text: "sh", at: 9}}},
			based:    1,
			want:     "bin -> usr/bin @1|etc/ @1|usr/ @1|usr/bin/ @1|usr/bin/sh=sh @9",
		},
		"folders above a change": {
			registry: [][]entry{{{name: "etc/"}, {name: "etc/a", text: "a", at: 5}}, {{name: "etc/b", text: "b", at: 6}}},
			engine:   [][]entry{{{name: "etc/"}, {name: "etc/a", text: "a", at: 5}}, {{name: "etc/", at: 77}, {name: "etc/b", text: "b", at: 6}}},
			based:    2,
			want:     "etc/ @1|etc/a=a @5||etc/b=b @6",
		},
		"the time of what a build made": {
			registry: [][]entry{{{name: "a", text: "a", at: 5}}, {{name: "b", text: "b", at: 6}}},
			engine:   [][]entry{{{name: "a", text: "a", at: 5}}, {{name: "b", text: "b", at: 8}}},
			based:    1,
			want:     "a=a @5||b=b @1",
		},
		"what goes": {
			registry: [][]entry{{{name: "d/a", text: "a"}, {name: "d/e/b", text: "b"}, {name: "f", text: "f"}}, {{name: "d/.wh..wh..opq"}, {name: "d/c", text: "c"}, {name: ".wh.f"}}},
			engine:   [][]entry{{{name: "d/a", text: "a"}, {name: "d/e/b", text: "b"}, {name: "f", text: "f"}}, {{name: ".wh.f"}, {name: "d/"}, {name: "d/.wh.a"}, {name: "d/.wh.e"}, {name: "d/c", text: "c"}}},
			want:     "d/ @1|d/a=a @1|d/e/ @1|d/e/b=b @1|f=f @1||d/.wh.a @1|d/.wh.e @1|.wh.f @1|d/c=c @1",
		},
		"several names of a file": {
			registry: [][]entry{{{name: "z", text: "x"}, {name: "a", link: "z"}}, {{name: "b", link: "a"}}},
			engine:   [][]entry{{{name: "a", text: "x"}, {name: "z", link: "a"}}, {{name: "a", text: "x"}, {name: "b", link: "a"}}},
			want:     "a=x @1|z => a||b=x @1",
		},
		"a folder behind a link": {
			registry: [][]entry{{{name: "lib", symbolic: "/usr/lib"}, {name: "usr/lib/a", text: "a"}}, {{name: "lib/b", text: "b"}, {name: "lib/.wh.a"}}},
			engine:   [][]entry{{{name: "lib", symbolic: "/usr/lib"}, {name: "usr/lib/a", text: "a"}}, {{name: "usr/lib/.wh.a"}, {name: "usr/lib/b", text: "b"}}},
			want:     "lib -> /usr/lib @1|usr/ @1|usr/lib/ @1|usr/lib/a=a @1||usr/lib/.wh.a @1|usr/lib/b=b @1",
		},
		"a file in the place of a folder": {
			registry: [][]entry{{{name: "d/a", text: "a"}}, {{name: "d", text: "d"}}},
			engine:   [][]entry{{{name: "d/"}, {name: "d/a", text: "a"}}, {{name: "d", text: "d"}}},
			want:     "d/ @1|d/a=a @1||d=d @1",
		},
		"capabilities stay": {
			registry: [][]entry{{{name: "ping", text: "p", pax: map[string]string{capability: "net", "SCHILY.xattr.user.note": "n"}}}},
			engine:   [][]entry{{{name: "ping", text: "p", pax: map[string]string{capability: "net"}}}},
			want:     "ping=p @1 net",
		},
	} {
		t.Run(name, func(t *testing.T) {
			one, other := packed(t, test.registry, test.based), packed(t, test.engine, test.based)
			if got := said(t, one); got != test.want {
				t.Errorf("has   %s\nwants %s", got, test.want)
			}
			if a, b := digest(t, one), digest(t, other); a != b {
				t.Errorf("%s and %s: %s", a, b, said(t, other))
			}
		})
	}
}

func packed(t *testing.T, layers [][]entry, based int) v1.Image {
	t.Helper()
	image := empty.Image
	for _, entries := range layers {
		var text bytes.Buffer
		to := tar.NewWriter(&text)
		for _, e := range entries {
			header := &tar.Header{Typeflag: tar.TypeReg, Name: e.name, Mode: 0o755, Size: int64(len(e.text)), ModTime: time.Unix(e.at, 0), PAXRecords: e.pax}
			switch {
			case strings.HasSuffix(e.name, "/"):
				header.Typeflag = tar.TypeDir
			case e.link != "":
				header.Typeflag, header.Linkname = tar.TypeLink, e.link
			case e.symbolic != "":
				header.Typeflag, header.Linkname = tar.TypeSymlink, e.symbolic
			}
			if err := to.WriteHeader(header); err != nil {
				t.Fatal(err)
			}
			if _, err := io.WriteString(to, e.text); err != nil {
				t.Fatal(err)
			}
		}
		if err := to.Close(); err != nil {
			t.Fatal(err)
		}
		var err error
		if image, err = mutate.AppendLayers(image, static.NewLayer(text.Bytes(), types.OCIUncompressedLayer)); err != nil {
			t.Fatal(err)
		}
	}
	retimed, err := retime(image, based)
	if err != nil {
		t.Fatal(err)
	}
	return retimed
}

func digest(t *testing.T, image v1.Image) string {
	t.Helper()
	is, err := image.Digest()
	if err != nil {
		t.Fatal(err)
	}
	return is.String()
}

// said lists the entries of the layers, in their order.
func said(t *testing.T, image v1.Image) string {
	t.Helper()
	layers, err := image.Layers()
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, layer := range layers {
		text, err := layer.Uncompressed()
		if err != nil {
			t.Fatal(err)
		}
		var list []string
		for entries := tar.NewReader(text); ; {
			header, err := entries.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			content, err := io.ReadAll(entries)
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, line(header, string(content)))
		}
		all = append(all, strings.Join(list, "|"))
	}
	return strings.Join(all, "||")
}

func line(header *tar.Header, content string) string {
	is := header.Name
	switch header.Typeflag {
	case tar.TypeLink:
		return is + " => " + header.Linkname
	case tar.TypeSymlink:
		is += " -> " + header.Linkname
	case tar.TypeReg:
		if content != "" {
			is += "=" + content
		}
	}
	is += " @" + header.ModTime.UTC().Format("5")
	return strings.TrimSpace(is + " " + header.PAXRecords[capability])
}
