// Package smoke asks a service that runs whether it is what was deployed: whether it answers at its health path, which image it says
// that it is, and what the requests of its settings get.
package smoke

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"

	"dagger/slipway/internal/deployment"
	"dagger/slipway/internal/publicname"
)

// Ask gets a path of a service, with a query if need be. The host is "" for the name that the service is asked by.
type Ask func(ctx context.Context, host, path string) (publicname.Answer, error)

// At asks for a service at its address, through the door that leads to it: the load balancer, or a container.
func At(door publicname.Door, address url.URL) Ask {
	return func(ctx context.Context, host, path string) (publicname.Answer, error) {
		asked, err := url.ParseRequestURI(path)
		if err != nil {
			return publicname.Answer{}, backoff.Permanent(fmt.Errorf("%q is no path: %w", path, err))
		}
		at := address
		at.Path, at.RawPath, at.RawQuery = asked.Path, asked.RawPath, asked.RawQuery
		if host != "" {
			at.Host = deployment.Named(host)
		}
		return door.Get(ctx, at.String())
	}
}

// pause is the time between two tries.
const pause = time.Second

// until tries again until there is no error, or one that waiting does not change, or patience ends. The error is the last one that is
// not due to that end.
func until(ctx context.Context, patience time.Duration, try func(context.Context) error) error {
	limited, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var last error
	_, err := backoff.Retry(limited, func() (struct{}, error) {
		err := try(limited)
		if err != nil && (last == nil || limited.Err() == nil) {
			last = err
		}
		return struct{}{}, err
	}, backoff.WithBackOff(backoff.NewConstantBackOff(pause)), backoff.WithMaxElapsedTime(0))
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return err // the caller gave up
	}
	return last
}

// fault is the error of a try, permanent where no waiting helps: clients would refuse the certificate for ever.
func fault(err error) error {
	if errors.Is(err, publicname.ErrRefused) || errors.Is(err, publicname.ErrInternal) {
		return backoff.Permanent(err)
	}
	return err
}

// said is an answer in a few words: its status, and where it leads or how its text begins.
func said(a publicname.Answer) string {
	const longest = 200
	text := strings.TrimSpace(fmt.Sprintf("%d %s", a.Status, http.StatusText(a.Status)))
	if a.Location != "" {
		return text + " to " + a.Location
	}
	line, _, more := strings.Cut(strings.TrimSpace(a.Body), "\n")
	switch line = strings.TrimSpace(line); {
	case line == "":
		return text + " without a text"
	case len([]rune(line)) > longest:
		return fmt.Sprintf("%s: %#q…", text, string([]rune(line)[:longest]))
	case more:
		return fmt.Sprintf("%s: %#q…", text, line)
	}
	return fmt.Sprintf("%s: %#q", text, line)
}
