package preflight

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecr"
	"github.com/aws/aws-sdk-go-v2/service/ecr/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"dagger/slipway/internal/awserror"
)

// Beside is what tasks start with and no release brings, each with the families of the task definitions that name it: images in ECR of
// containers beside a service's own, and files of an environment in S3. ECS starts no task without them.
type Beside struct{ Images, Files map[string][]string }

// Registry is what is asked of ECR.
type Registry interface {
	DescribeImages(context.Context, *ecr.DescribeImagesInput, ...func(*ecr.Options)) (*ecr.DescribeImagesOutput, error)
}

// Objects is what is asked of S3.
type Objects interface {
	HeadObject(context.Context, *s3.HeadObjectInput, ...func(*s3.Options)) (*s3.HeadObjectOutput, error)
}

// inECR is an image there, by digest.
var inECR = regexp.MustCompile(`^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.[a-z0-9.]+/([^@:]+)@(sha256:[0-9a-f]{64})$`)

// Beside reads the task definitions of the plan. The first container is the service's own.
func (p *Plan) Beside() Beside {
	type containers []struct {
		Image            string
		EnvironmentFiles []struct{ Value string }
	}
	read := func(definition *resource) (all containers) {
		_ = json.Unmarshal([]byte(definition.text("container_definitions")), &all) // not known before the apply, where it has an address in it
		return all
	}
	return Beside{
		Images: p.named("", func(definition *resource) (images []string) {
			for i, c := range read(definition) {
				if i > 0 && inECR.MatchString(c.Image) {
					images = append(images, c.Image)
				}
			}
			return images
		}),
		Files: p.named("", func(definition *resource) (files []string) {
			for _, c := range read(definition) {
				for _, file := range c.EnvironmentFiles {
					files = append(files, file.Value)
				}
			}
			return files
		}),
	}
}

// Empty says that there is nothing to look at.
func (b Beside) Empty() bool { return len(b.Images)+len(b.Files) == 0 }

// Check refuses where one of them is not there.
func (b Beside) Check(ctx context.Context, registry Registry, objects Objects) (string, []Wrong, error) {
	missing, unseen := each(b.Images, func(image string, of []string) (*Wrong, error) {
		parts := inECR.FindStringSubmatch(image)
		_, err := registry.DescribeImages(ctx, &ecr.DescribeImagesInput{
			RegistryId: aws.String(parts[1]), RepositoryName: aws.String(parts[3]), ImageIds: []types.ImageIdentifier{{ImageDigest: aws.String(parts[4])}},
		}, func(o *ecr.Options) { o.Region = parts[2] })
		if awserror.Has(err, "ImageNotFoundException", "RepositoryNotFoundException") {
			return &Wrong{fmt.Sprintf("image %s of %s does not exist", image, strings.Join(of, ", ")), "push it there, or correct it in sidecars of the settings"}, nil
		}
		return nil, err
	})
	absent, unasked := each(b.Files, func(file string, of []string) (*Wrong, error) {
		_, path, _ := strings.Cut(file, ":::")
		bucket, key, _ := strings.Cut(path, "/")
		_, err := objects.HeadObject(ctx, &s3.HeadObjectInput{Bucket: aws.String(bucket), Key: aws.String(key)})
		if awserror.Has(err, "NotFound", "NoSuchKey", "NoSuchBucket") {
			return &Wrong{
				fmt.Sprintf("file %s of the environment of %s does not exist", file, strings.Join(of, ", ")),
				"aws s3 cp FILE s3://" + path + "; where this plan makes the bucket, deploy once without env_file before",
			}, nil
		}
		return nil, err
	})
	return "images and files that no release brings are there", append(missing, absent...), errors.Join(unseen, unasked)
}
