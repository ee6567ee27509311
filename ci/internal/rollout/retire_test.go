package rollout

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
)

// family lists a page at a time, as ECS does, and what it was told to deregister.
type family struct {
	active, gone []string
	refuses      bool
}

func (f *family) ListTaskDefinitions(_ context.Context, in *ecs.ListTaskDefinitionsInput, _ ...func(*ecs.Options)) (*ecs.ListTaskDefinitionsOutput, error) {
	if aws.ToString(in.FamilyPrefix) != "shop-prod-web" {
		return nil, errors.New("another family was asked for: " + aws.ToString(in.FamilyPrefix))
	}
	if in.NextToken == nil && len(f.active) > 1 {
		return &ecs.ListTaskDefinitionsOutput{TaskDefinitionArns: f.active[:1], NextToken: aws.String("more")}, nil
	}
	return &ecs.ListTaskDefinitionsOutput{TaskDefinitionArns: f.active[min(1, len(f.active)):]}, nil
}

func (f *family) DeregisterTaskDefinition(_ context.Context, in *ecs.DeregisterTaskDefinitionInput, _ ...func(*ecs.Options)) (*ecs.DeregisterTaskDefinitionOutput, error) {
	if f.refuses {
		return nil, errors.New("AccessDenied")
	}
	f.gone = append(f.gone, aws.ToString(in.TaskDefinition))
	return &ecs.DeregisterTaskDefinitionOutput{}, nil
}

func TestRetire(t *testing.T) {
	const web = "arn:aws:ecs:eu-west-1:123456789012:task-definition/shop-prod-web"
	for name, c := range map[string]struct{ active, want []string }{
		"nobody was interrupted":      {[]string{web + ":7", web + ":8"}, nil},
		"the earlier ones are kept":   {[]string{web + ":3", web + ":7", web + ":8"}, nil},
		"one that was interrupted":    {[]string{web + ":7", web + ":8", web + ":9"}, []string{web + ":8"}},
		"two, and ten comes after 9":  {[]string{web + ":7", web + ":8", web + ":9", web + ":10"}, []string{web + ":8", web + ":9"}},
		"another family's":            {[]string{web + ":8", web + "-before:9", web + "-before:10"}, nil},
		"the replaced one is no more": {[]string{web + ":8", web + ":9"}, []string{web + ":8"}},
		"none":                        {nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			f := &family{active: c.active}
			got, err := Retire(t.Context(), f, web+":7")
			if err != nil || !slices.Equal(got, c.want) || !slices.Equal(f.gone, c.want) {
				t.Errorf("got %v, %v, deregistered %v; want %v", got, err, f.gone, c.want)
			}
		})
	}
	if _, err := Retire(t.Context(), &family{active: []string{web + ":8", web + ":9"}, refuses: true}, web+":7"); err == nil {
		t.Error("a refusal is none")
	}
	if _, err := Retire(t.Context(), &family{}, "shop-prod-web"); err == nil {
		t.Error("a name without a revision is taken")
	}
}
