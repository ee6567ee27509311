package preflight

import (
	"context"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecr"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// store answers for each image and each object with a code, empty where it is there.
type store struct{ image, object string }

func (s store) DescribeImages(_ context.Context, in *ecr.DescribeImagesInput, options ...func(*ecr.Options)) (*ecr.DescribeImagesOutput, error) {
	var o ecr.Options
	for _, option := range options {
		option(&o)
	}
	if *in.RegistryId != "123456789012" || *in.RepositoryName != "shared/proxy" || !strings.HasPrefix(*in.ImageIds[0].ImageDigest, "sha256:bb") || o.Region != "eu-west-1" {
		return nil, answered("ECR", "DescribeImages", "InvalidParameterException")
	}
	if s.image != "" {
		return nil, answered("ECR", "DescribeImages", s.image)
	}
	return &ecr.DescribeImagesOutput{}, nil
}

func (s store) HeadObject(_ context.Context, in *s3.HeadObjectInput, _ ...func(*s3.Options)) (*s3.HeadObjectOutput, error) {
	if *in.Bucket != "shop-settings" || *in.Key != "services/web.env" {
		return nil, answered("S3", "HeadObject", "InvalidRequest")
	}
	if s.object != "" {
		return nil, answered("S3", "HeadObject", s.object)
	}
	return &s3.HeadObjectOutput{}, nil
}

func TestBeside(t *testing.T) {
	digest := "@sha256:" + strings.Repeat("b", 64)
	definition := attributes{"container_definitions": `[
		{"name": "web", "image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop-prod/web` + digest + `", "environmentFiles": [{"type": "s3", "value": "arn:aws:s3:::shop-settings/services/web.env"}]},
		{"name": "proxy", "image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/shared/proxy` + digest + `"},
		{"name": "agent", "image": "registry.example.com/agent` + digest + `"}
	]`}
	beside := planOf(t, nil, service("web", "update", 2, definition)...).Beside()
	if beside.Empty() || len(beside.Images) != 1 {
		t.Fatalf("an image of a release, or of another registry, is looked at: %v", beside.Images)
	}
	for _, c := range []struct {
		name    string
		has     store
		refused []string
		unseen  bool
	}{
		{"both are there", store{}, nil, false},
		{"neither is", store{image: "ImageNotFoundException", object: "NotFound"}, []string{"image 123456789012.dkr", "file arn:aws:s3:::shop-settings/services/web.env of the environment of web"}, false},
		{"neither has a place", store{image: "RepositoryNotFoundException", object: "NoSuchBucket"}, []string{"does not exist", "does not exist"}, false},
		{"neither may be seen", store{image: "AccessDeniedException", object: "Forbidden"}, nil, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, wrong, err := beside.Check(t.Context(), c.has, c.has)
			if (err != nil) != c.unseen || len(wrong) != len(c.refused) {
				t.Fatalf("got %v, %v", wrong, err)
			}
			for i, want := range c.refused {
				if !strings.Contains(wrong[i].What, want) {
					t.Errorf("%v lacks %q", wrong[i], want)
				}
			}
		})
	}
	if plain := planOf(t, nil, service("web", "update", 2, attributes{"container_definitions": `[{"name": "web"}]`})...).Beside(); !plain.Empty() {
		t.Errorf("got %v", plain)
	}
}
