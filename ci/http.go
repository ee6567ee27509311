package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// awaitOK asks until the address answers 200, or the context ends. It returns what the last try said.
func awaitOK(ctx context.Context, url string) error {
	_, err := awaitBody(ctx, url)
	return err
}

func awaitBody(ctx context.Context, url string) (string, error) {
	client := http.Client{Timeout: 3 * time.Second}
	var last error
	body, err := backoff.Retry(ctx, func() (string, error) {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			return "", backoff.Permanent(err)
		}
		var text string
		text, last = read(client.Do(req))
		return text, last
	}, backoff.WithBackOff(backoff.NewConstantBackOff(200*time.Millisecond)), backoff.WithMaxElapsedTime(0))
	if err != nil && last != nil {
		return "", last
	}
	return body, err
}

func read(resp *http.Response, err error) (string, error) {
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(resp.Body, 64<<10))
	if err != nil {
		return "", err
	}
	if resp.StatusCode != http.StatusOK {
		return "", fmt.Errorf("%s answers %s", resp.Request.URL, resp.Status)
	}
	return string(raw), nil
}
