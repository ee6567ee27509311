// Package awskey reads credentials of AWS in the form that its CLI exports them, and reads them again once they end.
package awskey

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// early is how long before their end credentials are read again: a call that was signed must have arrived by then.
const early = 3 * time.Minute

// Read gives the text that the credentials are in. A command behind it is run each time.
type Read func(context.Context) (string, error)

// Key is one set of credentials.
type Key struct {
	ID, Secret, Token string
	// Ends is the zero time where they do not say it.
	Ends time.Time
}

// Parse reads what `aws configure export-credentials` prints. The text itself stays out of the error: it is secret.
func Parse(text string) (Key, error) {
	var raw struct{ AccessKeyId, SecretAccessKey, SessionToken, Expiration string }
	if json.Unmarshal([]byte(text), &raw) != nil || raw.AccessKeyId == "" || raw.SecretAccessKey == "" {
		return Key{}, errors.New("--credentials are not JSON with AccessKeyId and SecretAccessKey: give what `aws configure export-credentials` prints")
	}
	key := Key{ID: raw.AccessKeyId, Secret: raw.SecretAccessKey, Token: raw.SessionToken}
	if raw.Expiration == "" {
		return key, nil
	}
	ends, err := time.Parse(time.RFC3339, raw.Expiration)
	if err != nil {
		return Key{}, errors.New("the Expiration of --credentials is no time in ISO 8601: give what `aws configure export-credentials` prints")
	}
	key.Ends = ends
	return key, nil
}

// Now is what they are when it is asked.
func (r Read) Now(ctx context.Context) (Key, error) {
	text, err := r(ctx)
	if err != nil {
		return Key{}, fmt.Errorf("read the credentials: %w", err)
	}
	return Parse(text)
}

// Retrieve makes it a provider of the SDK's.
func (r Read) Retrieve(ctx context.Context) (aws.Credentials, error) {
	key, err := r.Now(ctx)
	if err != nil {
		return aws.Credentials{}, err
	}
	return aws.Credentials{
		AccessKeyID: key.ID, SecretAccessKey: key.Secret, SessionToken: key.Token, Source: "--credentials",
		CanExpire: !key.Ends.IsZero(), Expires: key.Ends,
	}, nil
}

// HandleFailToRefresh goes on with the credentials that there are where the command behind them fails, until their own end.
func (r Read) HandleFailToRefresh(_ context.Context, old aws.Credentials, err error) (aws.Credentials, error) {
	if old.Expires = old.Expires.Add(early); old.HasKeys() && time.Now().Before(old.Expires) {
		return old, nil
	}
	return aws.Credentials{}, err
}

// Provider keeps them until shortly before their end. What holds an environment through a long apply must outlive one set of them.
func (r Read) Provider() aws.CredentialsProvider {
	return aws.NewCredentialsCache(r, func(o *aws.CredentialsCacheOptions) { o.ExpiryWindow = early })
}
