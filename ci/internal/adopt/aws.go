package adopt

import (
	"context"
	"slices"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/scheduler"
	"github.com/aws/aws-sdk-go-v2/service/servicediscovery"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

// AWS is whom to ask.
type AWS struct {
	// Say tells what is waited for.
	Say func(what string)

	EC2     EC2
	ECS     ECS
	ELB     ELB
	IAM     IAM
	Logs    *cloudwatchlogs.Client
	Groups  *autoscaling.Client
	Scaling *applicationautoscaling.Client
	Tables  *dynamodb.Client
	RDS     *rds.Client
	S3      *s3.Client

	Scheduler Scheduler
	CloudMap  CloudMap
	SQS       SQS
}

// Clients are those of a configuration. A bucket's name stands in the path where AWS is the emulator.
func Clients(config aws.Config, path bool, say func(what string)) *AWS {
	return &AWS{
		Say: say,
		EC2: ec2.NewFromConfig(config), ECS: ecs.NewFromConfig(config), ELB: elasticloadbalancingv2.NewFromConfig(config),
		IAM: iam.NewFromConfig(config), Logs: cloudwatchlogs.NewFromConfig(config), Groups: autoscaling.NewFromConfig(config),
		Scaling: applicationautoscaling.NewFromConfig(config), Tables: dynamodb.NewFromConfig(config), RDS: rds.NewFromConfig(config),
		S3:        s3.NewFromConfig(config, func(o *s3.Options) { o.UsePathStyle = path }),
		Scheduler: scheduler.NewFromConfig(config), CloudMap: servicediscovery.NewFromConfig(config), SQS: sqs.NewFromConfig(config),
	}
}

// round is one look at AWS: what several resources need is asked once.
type round struct {
	aws     *AWS
	planned planned
	named   func(context.Context) (map[string][]Thing, error)
	rules   func(context.Context) (map[string][]rule, error)
	tables  func(context.Context) (routeTables, error)
}

func newRound(a *AWS, p planned) *round {
	r := &round{aws: a, planned: p}
	r.named = once(func(ctx context.Context) (map[string][]Thing, error) { return namedThings(ctx, a.EC2, p.environment) })
	r.rules = once(func(ctx context.Context) (map[string][]rule, error) {
		return groupRules(ctx, a.EC2, r.texts(func(c Create) string { return c.text("security_group_id") }))
	})
	r.tables = once(func(ctx context.Context) (routeTables, error) {
		return readTables(ctx, a.EC2, r.texts(func(c Create) string { return c.text("route_table_id") }))
	})
	return r
}

func once[T any](do func(context.Context) (T, error)) func(context.Context) (T, error) {
	var asked sync.Once
	var value T
	var err error
	return func(ctx context.Context) (T, error) {
		asked.Do(func() { value, err = do(ctx) })
		return value, err
	}
}

// texts are what the resources to create say, each once, without those that say nothing.
func (r *round) texts(of func(Create) string) []string {
	var all []string
	for _, c := range r.planned.creates {
		if text := of(c); text != "" {
			all = append(all, text)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// pairs makes a map of the tags of any service.
func pairs[T any](tags []T, pair func(T) (key, value *string)) map[string]string {
	all := map[string]string{}
	for _, t := range tags {
		key, value := pair(t)
		all[aws.ToString(key)] = aws.ToString(value)
	}
	return all
}
