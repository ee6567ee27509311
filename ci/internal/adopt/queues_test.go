package adopt

import (
	"context"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// fakeSQS has the queue shop-prod-mail, and tags that say whose it is.
type fakeSQS struct{ environment string }

func (f fakeSQS) GetQueueUrl(_ context.Context, in *sqs.GetQueueUrlInput, _ ...func(*sqs.Options)) (*sqs.GetQueueUrlOutput, error) {
	if *in.QueueName != "shop-prod-mail" {
		return nil, &types.QueueDoesNotExist{}
	}
	return &sqs.GetQueueUrlOutput{QueueUrl: aws.String("https://sqs/shop-prod-mail")}, nil
}

func (f fakeSQS) ListQueueTags(context.Context, *sqs.ListQueueTagsInput, ...func(*sqs.Options)) (*sqs.ListQueueTagsOutput, error) {
	return &sqs.ListQueueTagsOutput{Tags: map[string]string{"Environment": f.environment}}, nil
}

// A queue that a run which was cut off left can't be made twice where its settings have changed since; and one of somebody else's
// that has the name and the settings must not be taken over in silence, as CreateQueue does.
func TestQueuesAreFound(t *testing.T) {
	for name, c := range map[string]struct {
		queue, environment, id string
		foreign                bool
	}{
		"a queue":                {"shop-prod-mail", "prod", "https://sqs/shop-prod-mail", false},
		"no queue":               {"shop-prod-news", "prod", "", false},
		"a queue of another one": {"shop-prod-mail", "test", "https://sqs/shop-prod-mail", true},
	} {
		create := Create{Type: "aws_sqs_queue", Values: map[string]any{"name": c.queue, "tags_all": map[string]any{"Environment": "prod"}}}
		things, err := Kinds[create.Type].find(t.Context(), &round{aws: &AWS{SQS: fakeSQS{c.environment}}}, create)
		if err != nil || (c.id == "") != (len(things) == 0) {
			t.Errorf("%s: %v, %v", name, things, err)
			continue
		}
		if len(things) == 1 && (things[0].ID != c.id || things[0].foreign(create) != c.foreign) {
			t.Errorf("%s: %+v", name, things[0])
		}
	}
}
