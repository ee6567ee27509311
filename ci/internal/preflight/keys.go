package preflight

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"

	"dagger/slipway/internal/secrets"
)

// Keys is what is asked of KMS.
type Keys interface {
	DescribeKey(context.Context, *kms.DescribeKeyInput, ...func(*kms.Options)) (*kms.DescribeKeyOutput, error)
	GetKeyPolicy(context.Context, *kms.GetKeyPolicyInput, ...func(*kms.Options)) (*kms.GetKeyPolicyOutput, error)
	ListResourceTags(context.Context, *kms.ListResourceTagsInput, ...func(*kms.Options)) (*kms.ListResourceTagsOutput, error)
}

const decrypts = "kms:Decrypt"

// key is one that secrets are encrypted with.
type key struct {
	arn, account string
	managed      bool   // by AWS: nobody needs a right to it
	trouble      string // why it decrypts nothing
	tags         map[string]string
	policy       policy
	unread       error // why its policy is not known
	err          error // why nothing of it is
}

// keys asks for each key once.
func (r Readers) keys(ctx context.Context, found []secrets.Read) map[string]*key {
	keys := map[string]*key{}
	for _, of := range found {
		if of.Key != "" && keys[of.Key] == nil {
			at := ""
			if parsed, err := arn.Parse(of.ARN); err == nil {
				at = parsed.Region
			}
			keys[of.Key] = r.look(ctx, of.Key, func(o *kms.Options) { o.Region = at })
		}
	}
	return keys
}

func (r Readers) look(ctx context.Context, id string, at func(*kms.Options)) *key {
	out, err := r.Keys.DescribeKey(ctx, &kms.DescribeKeyInput{KeyId: aws.String(id)}, at)
	if err != nil {
		return &key{err: fmt.Errorf("whether key %s may be used: %w", id, err)}
	}
	if out.KeyMetadata == nil {
		return &key{err: fmt.Errorf("whether key %s may be used: KMS says nothing of it", id)}
	}
	k := &key{arn: aws.ToString(out.KeyMetadata.Arn), managed: out.KeyMetadata.KeyManager == types.KeyManagerTypeAws, tags: map[string]string{}, account: r.Account}
	if state := out.KeyMetadata.KeyState; state != "" && state != types.KeyStateEnabled && state != types.KeyStateUpdating {
		k.trouble = fmt.Sprintf("key %s, which is %s", k.arn, state)
	}
	if parsed, err := arn.Parse(k.arn); err == nil && parsed.AccountID != r.Account {
		k.unread = fmt.Errorf("what the policy of key %s says: it is in account %s", k.arn, parsed.AccountID)
		return k
	}
	if k.managed {
		return k
	}
	written, err := r.Keys.GetKeyPolicy(ctx, &kms.GetKeyPolicyInput{KeyId: out.KeyMetadata.Arn, PolicyName: aws.String("default")}, at)
	if err == nil {
		k.policy, err = readPolicy(aws.ToString(written.Policy))
	}
	k.unread = err
	tagged, err := r.Keys.ListResourceTags(ctx, &kms.ListResourceTagsInput{KeyId: out.KeyMetadata.Arn}, at)
	if err != nil {
		k.unread = errors.Join(k.unread, err)
		return k
	}
	for _, tag := range tagged.Tags {
		k.tags["aws:ResourceTag/"+aws.ToString(tag.TagKey)] = aws.ToString(tag.TagValue)
	}
	return k
}

// lets is what nobody knows of the key's own policy, for a role whose policies let it decrypt. Of no key it is nothing.
func (k *key) lets(role string) error {
	if k == nil || k.unread != nil {
		return k.unknown()
	}
	says := k.policy.ofRole(role, k.account, decrypts)
	switch {
	case says.deny:
		return fmt.Errorf("whether the policy of key %s denies it: it has a denial of %s, which nobody simulates", k.arn, decrypts)
	case !says.toIAM && !says.names:
		return fmt.Errorf("whether the policy of key %s lets %s decrypt: it names neither the role nor the account", k.arn, role)
	}
	return nil
}

func (k *key) unknown() error {
	if k == nil {
		return nil
	}
	return k.unread
}

// names reports whether the key's own policy may let a role decrypt that has no right by its own.
func (k *key) names(role string) bool {
	return k.unread != nil && k.account == accountOf(k.arn) || k.policy.ofRole(role, k.account, decrypts).names
}

func accountOf(text string) string {
	parsed, err := arn.Parse(text)
	if err != nil {
		return ""
	}
	return parsed.AccountID
}
