package adopt

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"dagger/slipway/internal/awserror"
)

// SQS is what is asked of SQS.
type SQS interface {
	GetQueueUrl(context.Context, *sqs.GetQueueUrlInput, ...func(*sqs.Options)) (*sqs.GetQueueUrlOutput, error)
	ListQueueTags(context.Context, *sqs.ListQueueTagsInput, ...func(*sqs.Options)) (*sqs.ListQueueTagsOutput, error)
}

// queue finds one by its name. CreateQueue would answer with it only where its settings are still those of the plan, and with somebody
// else's of that name, too.
func queue(ctx context.Context, r *round, c Create) ([]Thing, error) {
	found, err := r.aws.SQS.GetQueueUrl(ctx, &sqs.GetQueueUrlInput{QueueName: aws.String(c.text("name"))})
	if awserror.Has(err, "QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue") {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	answer, err := r.aws.SQS.ListQueueTags(ctx, &sqs.ListQueueTagsInput{QueueUrl: found.QueueUrl})
	if awserror.Has(err, "QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue") {
		return nil, nil // deleted a moment ago
	}
	if err != nil {
		return nil, err
	}
	return []Thing{{ID: aws.ToString(found.QueueUrl), Name: aws.ToString(found.QueueUrl), Tags: answer.Tags}}, nil
}
