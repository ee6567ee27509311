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
	for name, c := range map[string]struct{ by, active, want []string }{
		"nobody was interrupted":      {[]string{":8"}, []string{":7", ":8"}, nil},
		"the earlier ones are kept":   {[]string{":8"}, []string{":3", ":7", ":8"}, nil},
		"one that was interrupted":    {[]string{":9"}, []string{":7", ":8", ":9"}, []string{":8"}},
		"two, and ten comes after 9":  {[]string{":10"}, []string{":10", ":7", ":8", ":9"}, []string{":8", ":9"}},
		"a later one is another's":    {[]string{":9"}, []string{":7", ":8", ":9", ":10"}, []string{":8"}},
		"another family's":            {[]string{":12"}, []string{"-before:9", "-before:10", ":12"}, nil},
		"the replaced one is no more": {[]string{":9"}, []string{":8", ":9"}, []string{":8"}},
		"none":                        {[]string{":9"}, nil, nil},
		"it was not replaced":         {[]string{":7"}, []string{":7", ":8"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			whole := func(ends []string) (arns []string) {
				for _, end := range ends {
					arns = append(arns, web+end)
				}
				return arns
			}
			f := &family{active: whole(c.active)}
			got, err := Retire(t.Context(), f, web+":7", whole(c.by)[0])
			if want := whole(c.want); err != nil || !slices.Equal(got, want) || !slices.Equal(f.gone, want) {
				t.Errorf("got %v, %v, deregistered %v; want %v", got, err, f.gone, want)
			}
		})
	}
	if _, err := Retire(t.Context(), &family{active: []string{web + ":8", web + ":9"}, refuses: true}, web+":7", web+":9"); err == nil {
		t.Error("a refusal is none")
	}
	if _, err := Retire(t.Context(), &family{}, "shop-prod-web", web+":9"); err == nil {
		t.Error("a name without a revision is taken")
	}
}
