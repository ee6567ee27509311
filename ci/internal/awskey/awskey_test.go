package awskey

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

// TestProviderAsksAgain: a set that ended is read anew, and one that lasts is not.
func TestProviderAsksAgain(t *testing.T) {
	for name, c := range map[string]struct {
		left time.Duration // of each set, 0 does not say it
		want string        // the key of the third call
		asks int
	}{
		"an hour":         {time.Hour, "AKIA1", 1},
		"ended":           {-time.Minute, "AKIA3", 3},
		"about to end":    {time.Minute, "AKIA3", 3},
		"it does not say": {0, "AKIA1", 1},
	} {
		t.Run(name, func(t *testing.T) {
			asks := 0
			provider := Read(func(context.Context) (string, error) {
				asks++
				ends := ""
				if c.left != 0 {
					ends = time.Now().Add(c.left).UTC().Format(time.RFC3339)
				}
				return fmt.Sprintf(`{"Version": 1, "AccessKeyId": "AKIA%d", "SecretAccessKey": "s", "SessionToken": "t", "Expiration": %q}`, asks, ends), nil
			}).Provider()
			var got string
			for range 3 {
				key, err := provider.Retrieve(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				got = key.AccessKeyID
			}
			if got != c.want || asks != c.asks {
				t.Errorf("%s after %d readings, want %s after %d", got, asks, c.want, c.asks)
			}
		})
	}
}

// TestProviderGoesOn: a command that fails when it is asked again takes nobody the set that still lasts.
func TestProviderGoesOn(t *testing.T) {
	for name, c := range map[string]struct {
		left  time.Duration
		fails bool
	}{"it lasts for a minute": {time.Minute, false}, "it ended": {-time.Second, true}} {
		asks := 0
		provider := Read(func(context.Context) (string, error) {
			if asks++; asks > 1 {
				return "", errors.New("the session ended")
			}
			return fmt.Sprintf(`{"AccessKeyId": "AKIA1", "SecretAccessKey": "s", "Expiration": %q}`, time.Now().Add(c.left).UTC().Format(time.RFC3339Nano)), nil
		}).Provider()
		for range 3 {
			_, err := provider.Retrieve(t.Context())
			if fails := asks > 1 && c.fails; (err != nil) != fails {
				t.Errorf("%s, after %d readings: %v", name, asks, err)
			}
		}
	}
}

func TestRefusals(t *testing.T) {
	for text, want := range map[string]string{
		"planted-secret":       "are not JSON",
		`{"AccessKeyId": "a"}`: "are not JSON with AccessKeyId and SecretAccessKey",
		`{"AccessKeyId": "a", "SecretAccessKey": "planted-secret", "Expiration": "soon"}`: "no time in ISO 8601",
	} {
		_, err := Read(func(context.Context) (string, error) { return text, nil }).Provider().Retrieve(t.Context())
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "planted-secret") {
			t.Errorf("%s: %v", text, err)
		}
	}
	failed := errors.New("the command failed")
	if _, err := Read(func(context.Context) (string, error) { return "", failed }).Now(t.Context()); !errors.Is(err, failed) {
		t.Errorf("got %v", err)
	}
}
