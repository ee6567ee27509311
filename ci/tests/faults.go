package main

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"dagger/tests/internal/dagger"
)

// passing are faults of AWS and of the way there that are over after a moment, each at a call that a first deploy makes.
var passing = []string{
	"service=ec2&action=CreateVpc&status=503&code=RequestLimitExceeded&times=2",                               // throttled
	"service=ecs&action=CreateCluster&status=500&code=ServerException",                                        // AWS fails
	"service=elasticloadbalancing&action=CreateLoadBalancer&status=503&code=ServiceUnavailable",               // and has no time
	"service=elasticloadbalancing&action=DescribeLoadBalancers&status=400&code=Throttling&times=2",            // throttled in other words
	"service=ec2&action=CreateSecurityGroup&effect=reset",                                                     // the connection is reset
	"service=logs&action=CreateLogGroup&effect=slow&latency=20s",                                              // an answer that takes long
	"service=sts&action=GetCallerIdentity&effect=slow&latency=5s",                                             // as a slow name server does
	"service=s3&action=PutObject&status=503&code=SlowDown",                                                    // S3's own throttle
	"service=iam&action=GetRole&status=404&code=NoSuchEntity",                                                 // what was made is not seen yet
	"service=ec2&action=DescribeSubnets&status=400&code=InvalidSubnetID.NotFound",                             // the same of a subnet
	"service=ecs&action=DescribeServices&status=503&code=ServiceUnavailableException&probability=0.3&times=3", // while the pipeline looks
	"service=dynamodb&action=PutItem&status=400&code=ProvisionedThroughputExceededException",                  // at a lock
	"service=ecr&action=DescribeImages&status=500&code=ServerException",                                       // at a push
	// What was made, and whose answer got lost: the SDK asks again, and meets what it made.
	"service=dynamodb&action=PutItem&effect=lost",                                                                                // the lock of the environment
	"service=s3&action=PutObject&effect=lost&resource=bootstrap/terraform.tfstate.tflock",                                        // Terraform's, as the bootstrap's state moves
	"service=s3&action=PutObject&effect=lost&resource=platform/terraform.tfstate.tflock",                                         // and at the apply
	"service=s3&action=PutObject&effect=lost&resource=/begin.json", "service=s3&action=PutObject&effect=lost&resource=/end.json", // the ledger
}

// atRead are faults at what a deploy without changes reads.
var atRead = []string{
	"service=s3&action=GetObject&status=503&code=SlowDown",
	"service=iam&action=GetRole&status=500&code=ServiceFailure&times=2",
	"service=ecs&action=DescribeServices&effect=reset",
	"service=ec2&action=DescribeVpcs&effect=half", // which no SDK asks again: the plan is made again
}

// Faults has AWS and the way there fail as they do: throttled, out of order, cut off, slow, not seen yet. What passes is waited for.
// What does not ends the deploy with what to do, and the next one is green.
// +check
func (t *Tests) Faults(ctx context.Context) error {
	small, err := t.small(ctx)
	if err != nil {
		return err
	}
	more, err := replace(ctx, small.Source, "terraform/environments/local.tfvars", "services = {",
		"buckets = { receipts = { purpose = \"data\" } }\n\nservices = {")
	if err != nil {
		return err
	}
	more = known(ctx, more)
	most, err := replace(ctx, more, "terraform/environments/local.tfvars", "buckets = {", "buckets = { archive = { purpose = \"data\" },")
	if err != nil {
		return err
	}
	most = known(ctx, most)
	all, err := replace(ctx, most, "terraform/environments/local.tfvars", "buckets = {", "buckets = { pictures = { purpose = \"static\" },")
	if err != nil {
		return err
	}
	all = known(ctx, all)
	return small.tell(ctx, "faults", []part{
		{"faults that pass, at a first deploy", small.converges(small.Source, passing...)},
		{"credentials that end during a plan", small.ends(small.Source, "service=ec2&action=DescribeVpcs&status=400&code=RequestExpired&times=100",
			"plan of the platform failed", "RequestExpired", "The credentials ended", "type the same command again")},
		{"faults that pass, at a deploy without changes", small.converges(small.Source, atRead...)},
		{"a quota", small.ends(more, "service=s3&action=CreateBucket&status=400&code=TooManyBuckets&times=100",
			"apply of the platform failed", "TooManyBuckets", "has as many of this as it may")},
		{"a bucket of the state that does not answer", small.ends(more, "service=s3&action=PutObject&effect=reset&times=100",
			"the way to it failed", "Type the same command again")},
		{"the lock of another run", small.locked(more)},
		{"no fault", small.converges(more)},
		{"credentials that end during an apply, and others", small.keeps(most)},
		{"credentials that end during an apply", small.expires(all)},
	})
}

// converges deploys while calls fail, and wants each fault to have met its calls.
func (t *Tests) converges(source *dagger.Directory, faults ...string) func(context.Context, *emulated) error {
	return func(ctx context.Context, aws *emulated) error {
		for _, fault := range faults {
			if err := aws.post(ctx, "/_slipway/fail?"+fault); err != nil {
				return err
			}
		}
		if _, err := t.at(ctx, source, aws).Deploy(ctx); err != nil {
			return err
		}
		unmet, err := aws.unmet(ctx)
		if err == nil && len(unmet) > 0 {
			err = fmt.Errorf("these faults met no call: %v", unmet)
		}
		return err
	}
}

// ends deploys while a call fails for good, and wants the words of its error.
func (t *Tests) ends(source *dagger.Directory, fault string, words ...string) func(context.Context, *emulated) error {
	return func(ctx context.Context, aws *emulated) error {
		if err := aws.post(ctx, "/_slipway/fail?"+fault); err != nil {
			return err
		}
		_, err := t.at(ctx, source, aws).Deploy(ctx)
		if err := refuses(err, words...); err != nil {
			return err
		}
		return aws.ask(ctx, http.MethodDelete, "/_slipway/fail", nil)
	}
}

// locked deploys while another run holds the state, and wants its name.
func (t *Tests) locked(source *dagger.Directory) func(context.Context, *emulated) error {
	return func(ctx context.Context, e *emulated) error {
		id := "3f0c1a52-6a3b-7c1d-90aa-5c1a7e2b9d10"
		if err := e.stateLock(ctx, id, "maria@runner-7", time.Date(2026, 11, 28, 9, 0, 0, 0, time.UTC)); err != nil {
			return err
		}
		_, err := t.at(ctx, source, e).Deploy(ctx)
		if err := refuses(err, "Error acquiring the state lock", id, "maria@runner-7", "Another Terraform holds the state", "`lock release` takes its lock away"); err != nil {
			return err
		}
		return e.unlock(ctx)
	}
}

// unmet are the faults that have not met all their calls.
func (e *emulated) unmet(ctx context.Context) ([]string, error) {
	var left []struct {
		Service, Action, Effect, Code string
		Times                         int
	}
	err := e.ask(ctx, http.MethodGet, "/_slipway/fail", &left)
	var named []string
	for _, f := range left {
		named = append(named, strings.TrimSpace(fmt.Sprintf("%d of %s:%s, %s %s", f.Times, f.Service, f.Action, f.Effect, f.Code)))
	}
	return named, err
}
