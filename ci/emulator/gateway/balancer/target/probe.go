package target

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Probe checks a target once.
type Probe func(context.Context, Address, Check) Result

// NewProbe asks over HTTP as ALB does: it follows no redirect, reads no certificate, and keeps no connection.
func NewProbe() Probe {
	client := &http.Client{
		Transport: &http.Transport{
			DisableKeepAlives: true,
			DialContext:       (&net.Dialer{Timeout: 10 * time.Second}).DialContext,
			// A load balancer does not look at the certificates of its targets.
			TLSClientConfig: &tls.Config{InsecureSkipVerify: true},
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return func(ctx context.Context, target Address, check Check) Result {
		return probe(ctx, client, target, check)
	}
}

var (
	timedOut = Result{"Target.Timeout", "Request timed out"}
	broken   = Result{"Target.FailedHealthChecks", "Health checks failed"}
)

func probe(ctx context.Context, client *http.Client, target Address, check Check) Result {
	ctx, cancel := context.WithTimeout(ctx, check.Timeout)
	defer cancel()
	port := check.Port
	if port == "" || port == "traffic-port" {
		port = strconv.Itoa(target.Port)
	}
	address := &url.URL{Scheme: strings.ToLower(check.Protocol), Host: net.JoinHostPort(target.ID, port)}
	address, err := address.Parse(check.Path)
	if err != nil {
		return broken
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address.String(), nil)
	if err != nil {
		return broken
	}
	request.Header.Set("User-Agent", "ELB-HealthChecker/2.0")
	response, err := client.Do(request)
	var late net.Error
	if errors.As(err, &late) && late.Timeout() {
		return timedOut
	}
	if err != nil {
		return broken
	}
	_ = response.Body.Close()
	if !check.Expects(response.StatusCode) {
		return Result{"Target.ResponseCodeMismatch", fmt.Sprintf("Health checks failed with these codes: [%d]", response.StatusCode)}
	}
	return Result{}
}
