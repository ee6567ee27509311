package awsclient

import (
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
)

// answerTimeout is from the end of a request to the beginning of its answer.
const answerTimeout = time.Minute

// Transfers is for objects of any size, which a job has the time for: a body
// takes as long as it takes, and what AWS lacks is waited for.
func Transfers(cfg aws.Config) aws.Config {
	cfg = cfg.Copy()
	cfg.HTTPClient = awshttp.NewBuildableClient().WithTransportOptions(func(t *http.Transport) { t.ResponseHeaderTimeout = answerTimeout })
	cfg.Retryer = func() aws.Retryer { return retry.NewStandard() }
	return cfg
}
