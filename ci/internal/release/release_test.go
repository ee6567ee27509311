package release

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

// sample is a valid release, edited.
func sample(edit func(*Release)) Release {
	r := Release{
		Format:      Format,
		Environment: "prod",
		Revision:    "0a1b2c3d4e5f60718293a4b5c6d7e8f901234567",
		CreatedAt:   time.Date(2026, 11, 24, 8, 30, 0, 0, time.UTC),
		Images: map[string]Image{
			"orders":  {Repository: "123456789012.dkr.ecr.eu-west-1.amazonaws.com/slipway/orders", Digest: digest, Source: "xxh3:1", Size: 12_345_678},
			"catalog": {Repository: "localhost:5000/slipway/catalog", Digest: digest},
		},
	}
	if edit != nil {
		edit(&r)
	}
	return r
}

func TestReleaseRoundTrip(t *testing.T) {
	untidy := sample(func(r *Release) {
		r.Format = 0
		r.CreatedAt = time.Date(2026, 11, 24, 9, 30, 0, 987, time.FixedZone("CET", 3600))
	})
	first, err := untidy.Encode()
	if err != nil {
		t.Fatal(err)
	}
	got, err := Decode(first)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(sample(nil), got); diff != "" {
		t.Errorf("release (-want +got):\n%s", diff)
	}
	second, err := got.Encode()
	if err != nil || string(first) != string(second) {
		t.Errorf("the encoding differs from time to time: %v\n%s\n%s", err, first, second)
	}
}

func TestDecodeRefuses(t *testing.T) {
	valid, err := sample(nil).Encode()
	if err != nil {
		t.Fatal(err)
	}
	replace := func(old, new string) string { return strings.Replace(string(valid), old, new, 1) }
	for name, test := range map[string]struct{ text, want string }{
		"nothing":              {"", "read the release"},
		"an unknown field":     {replace(`"format"`, `"signer": "x", "format"`), `unknown field "signer"`},
		"an unknown image key": {replace(`"digest"`, `"tag": "latest", "digest"`), `unknown field "tag"`},
		"something after it":   {string(valid) + "{}", "follows"},
		"a newer format":       {replace(`"format": 1`, `"format": 2`), "format is 2"},
		"a tag for a digest":   {replace(digest, "latest"), `digest "latest"`},
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := Decode([]byte(test.text)); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %+v and %v, want an error that says %q", got, err, test.want)
			}
		})
	}
}

func TestValidate(t *testing.T) {
	image := func(edit func(*Image)) func(*Release) {
		return func(r *Release) {
			i := r.Images["orders"]
			edit(&i)
			r.Images["orders"] = i
		}
	}
	tests := map[string]struct {
		edit func(*Release)
		want []string // the first words of each problem
	}{
		"valid":                     {nil, nil},
		"a content id":              {func(r *Release) { r.Revision = "0a1b2c3-dirty" }, nil},
		"no images":                 {func(r *Release) { r.Images = nil }, []string{"images is empty"}},
		"no time":                   {func(r *Release) { r.CreatedAt = time.Time{} }, []string{"createdAt is missing"}},
		"an environment as a path":  {func(r *Release) { r.Environment = "prod/eu" }, []string{`environment is "prod/eu"`}},
		"a revision as a path":      {func(r *Release) { r.Revision = "../../etc/passwd" }, []string{`revision is "../../etc/passwd"`}},
		"a service as a path":       {func(r *Release) { r.Images["../x"] = r.Images["orders"] }, []string{`image "../x" is not`}},
		"a digest in capitals":      {image(func(i *Image) { i.Digest = strings.ToUpper(digest) }), []string{"image orders has digest"}},
		"a digest of 63 digits":     {image(func(i *Image) { i.Digest = digest[:70] }), []string{"image orders has digest"}},
		"a digest with a line feed": {image(func(i *Image) { i.Digest = digest + "\n" }), []string{"image orders has digest"}},
		"a repository with a tag":   {image(func(i *Image) { i.Repository += ":v1" }), []string{"image orders has repository"}},
		"a repository alone":        {image(func(i *Image) { i.Repository = "orders" }), []string{"image orders has repository"}},
		"a negative size":           {image(func(i *Image) { i.Size = -1 }), []string{"image orders has size"}},
		"all at once": {func(r *Release) { *r = Release{} }, []string{
			"format is 0", `environment is ""`, `revision is ""`, "createdAt is missing", "images is empty",
		}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			err := sample(test.edit).Validate()
			var invalid *InvalidError
			if errors.As(err, &invalid) != (test.want != nil) {
				t.Fatalf("got %v", err)
			}
			if invalid == nil {
				return
			}
			if len(invalid.Problems) != len(test.want) {
				t.Fatalf("got %d problems: %v", len(invalid.Problems), err)
			}
			for i, want := range test.want {
				if !strings.HasPrefix(invalid.Problems[i], want) {
					t.Errorf("problem %d is %q, want %q", i, invalid.Problems[i], want)
				}
			}
		})
	}
}

func TestEncodeRefusesWhatDecodeWould(t *testing.T) {
	var invalid *InvalidError
	if _, err := sample(func(r *Release) { r.Images = nil }).Encode(); !errors.As(err, &invalid) {
		t.Errorf("got %v", err)
	}
}

func TestReferenceAndDigests(t *testing.T) {
	r := sample(nil)
	if got := r.Images["catalog"].Reference(); got != "localhost:5000/slipway/catalog@"+digest {
		t.Errorf("Reference: got %s", got)
	}
	if diff := cmp.Diff(map[string]string{"catalog": digest, "orders": digest}, r.Digests()); diff != "" {
		t.Errorf("Digests (-want +got):\n%s", diff)
	}
}
