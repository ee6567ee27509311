package cloud

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// AwaitOK asks until the address answers 200, or the context ends, and returns that answer. Its error is what the last try gave.
func AwaitOK(ctx context.Context, url string) ([]byte, error) {
	var last error
	text, err := backoff.Retry(ctx, func() ([]byte, error) {
		var text []byte
		text, last = get(ctx, url, 3*time.Second)
		return text, last
	}, backoff.WithBackOff(backoff.NewConstantBackOff(200*time.Millisecond)), backoff.WithMaxElapsedTime(0))
	if err != nil && last != nil {
		return nil, last
	}
	return text, err
}

// get asks an address once. An answer that is not 200 is an error.
func get(ctx context.Context, url string, limit time.Duration) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, backoff.Permanent(err)
	}
	response, err := (&http.Client{Timeout: limit}).Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s answers %s", response.Request.URL, response.Status)
	}
	return io.ReadAll(response.Body)
}
