package rollout

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// RetireAPI is the part of ECS's client that Retire uses. *ecs.Client is one.
type RetireAPI interface {
	ecs.ListTaskDefinitionsAPIClient
	DeregisterTaskDefinition(context.Context, *ecs.DeregisterTaskDefinitionInput, ...func(*ecs.Options)) (*ecs.DeregisterTaskDefinitionOutput, error)
}

// Retire deregisters the revisions between the one that was replaced and the one in its place: a run that was interrupted registered them, and
// no state has them. It returns them. Earlier ones are the settings' matter: an environment may keep them all; later ones are somebody else's.
func Retire(ctx context.Context, client RetireAPI, replaced, by string) ([]string, error) {
	family, last, err := revision(replaced)
	if err != nil {
		return nil, err
	}
	same, ours, err := revision(by)
	if err != nil || same != family || ours-last < 2 {
		return nil, err
	}
	var left []string
	pages := ecs.NewListTaskDefinitionsPaginator(client, &ecs.ListTaskDefinitionsInput{
		FamilyPrefix: aws.String(family[strings.LastIndex(family, "/")+1:]), Status: types.TaskDefinitionStatusActive, Sort: types.SortOrderAsc,
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, fmt.Errorf("list the revisions of %s: %w", Short(replaced), err)
		}
		for _, arn := range page.TaskDefinitionArns {
			// Despite its name the prefix is a whole family, and an emulator's need not be.
			if of, number, err := revision(arn); err == nil && of == family && number > last && number < ours {
				left = append(left, arn)
			}
		}
	}
	for i, arn := range left {
		if _, err := client.DeregisterTaskDefinition(ctx, &ecs.DeregisterTaskDefinitionInput{TaskDefinition: aws.String(arn)}); err != nil {
			return left[:i], fmt.Errorf("deregister %s: %w", Short(arn), err)
		}
	}
	return left, nil
}

// Family is the ARN of a task definition without its revision; "" of a text that has none.
func Family(arn string) string { return arn[:max(strings.LastIndex(arn, ":"), 0)] }

func revision(arn string) (family string, number int, err error) {
	family = Family(arn)
	if number, err = strconv.Atoi(arn[min(len(family)+1, len(arn)):]); family == "" || err != nil {
		return "", 0, fmt.Errorf("%q is no ARN of a task definition with its revision", arn)
	}
	return family, number, nil
}
