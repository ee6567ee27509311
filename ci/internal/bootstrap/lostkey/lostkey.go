// Package lostkey finds a key in KMS that no name leads to.
package lostkey

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"

	"dagger/slipway/internal/awserror"
)

// API is the part of KMS's client that is used here. *kms.Client is one.
type API interface {
	kms.ListKeysAPIClient
	kms.ListResourceTagsAPIClient
	DescribeKey(context.Context, *kms.DescribeKeyInput, ...func(*kms.Options)) (*kms.DescribeKeyOutput, error)
}

// Find is the id of a key that has all these tags, "" where none has: a run that was ended between the key and its alias leaves one that
// no name leads to. Keys whose tags the caller may not read are somebody else's, and one that waits for its end is gone.
func Find(ctx context.Context, client API, tags map[string]string) (string, error) {
	pages := kms.NewListKeysPaginator(client, &kms.ListKeysInput{Limit: aws.Int32(1000)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if awserror.Denied(err) {
			return "", nil
		}
		if err != nil {
			return "", fmt.Errorf("list the keys in KMS: %w", err)
		}
		for _, key := range page.Keys {
			id := aws.ToString(key.KeyId)
			has, err := hasTags(ctx, client, id, tags)
			if err != nil {
				return "", err
			}
			if !has {
				continue
			}
			out, err := client.DescribeKey(ctx, &kms.DescribeKeyInput{KeyId: aws.String(id)})
			if err != nil {
				return "", fmt.Errorf("read the key %s in KMS: %w", id, err)
			}
			if out.KeyMetadata != nil && out.KeyMetadata.DeletionDate == nil {
				return id, nil
			}
		}
	}
	return "", nil
}

func hasTags(ctx context.Context, client API, id string, tags map[string]string) (bool, error) {
	found := 0
	pages := kms.NewListResourceTagsPaginator(client, &kms.ListResourceTagsInput{KeyId: aws.String(id)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if awserror.Denied(err) {
			return false, nil
		}
		if err != nil {
			return false, fmt.Errorf("read the tags of the key %s in KMS: %w", id, err)
		}
		for _, tag := range page.Tags {
			if value, wanted := tags[aws.ToString(tag.TagKey)]; wanted && value == aws.ToString(tag.TagValue) {
				found++
			}
		}
	}
	return found == len(tags), nil
}
