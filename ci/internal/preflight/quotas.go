package preflight

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/servicequotas"
	"golang.org/x/sync/errgroup"

	"dagger/slipway/internal/awserror"
)

// Quota is how many of something an account may have.
type Quota struct {
	// Word is what is counted, and Of whose it is: "rules of a load balancer".
	Word string
	// Service and Code are Service Quotas' names of it. Without a Code only the default is known.
	Service, Code string
	Default       int
	// Fixed says that AWS raises it for nobody.
	Fixed bool
	// Varies says that the default is not what most accounts have: where the own is refused to whoever asks, nothing is known.
	Varies bool
}

// AWS's defaults, from its documentation in November 2026: "Quotas" of the guides for Amazon VPC, EC2 and Application Load Balancers, and
// "Amazon ECS endpoints and quotas" in the AWS General Reference. The account's own are asked for where it answers.
var (
	vpcs          = Quota{Word: "VPCs in the region", Service: "vpc", Code: "L-F678F1CE", Default: 5}
	addresses     = Quota{Word: "elastic addresses in the region", Service: "ec2", Code: "L-0263D0A3", Default: 5}
	gateways      = Quota{Word: "NAT gateways in zone", Service: "vpc", Code: "L-FE5A380F", Default: 5}
	inbound       = Quota{Word: "inbound rules of security group", Service: "vpc", Code: "L-0EA8095F", Default: 60}
	outbound      = Quota{Word: "outbound rules of security group", Service: "vpc", Code: "L-0EA8095F", Default: 60}
	balancerRules = Quota{Word: "rules of load balancer", Service: "elasticloadbalancing", Code: "L-7EED9B64", Default: 100}
	targetGroups  = Quota{Word: "target groups of load balancer", Service: "elasticloadbalancing", Code: "L-822D1B1B", Default: 100, Fixed: true}
	targets       = Quota{Word: "targets of load balancer", Service: "elasticloadbalancing", Code: "L-7E6692B2", Default: 1000}
	services      = Quota{Word: "services of cluster", Service: "ecs", Code: "L-9EF96962", Default: 5000}
	tasks         = Quota{Word: "tasks of service", Default: 5000, Fixed: true}
)

// Count is how many of something there will be, of one owner.
type Count struct {
	Quota
	Owner string // empty where it is the account
	Is    int
}

// ServiceQuotas is what is asked of it.
type ServiceQuotas interface {
	GetServiceQuota(context.Context, *servicequotas.GetServiceQuotaInput, ...func(*servicequotas.Options)) (*servicequotas.GetServiceQuotaOutput, error)
}

// Quotas refuses a plan that needs more of something than the account may have. Each quota of which the plan adds something is asked for
// once; where that can't be, AWS's default counts. Without others, what is not in the plan is not counted.
func Quotas(ctx context.Context, p *Plan, api ServiceQuotas, others EC2) (string, []Wrong, error) {
	counts := p.Counts()
	var unseen error
	if others != nil {
		var err error
		if counts, err = withOthers(ctx, p, counts, others); err != nil {
			return "", nil, err
		}
		more, err := p.vCPUs(ctx, others)
		counts, unseen = append(counts, more...), err
	}
	answers := ask(ctx, counts, api)
	if err := ctx.Err(); err != nil {
		return "", nil, err
	}
	saw, wrong, err := judgeQuotas(counts, answers)
	return saw, wrong, errors.Join(unseen, err)
}

// name is Service Quotas' of a quota.
type name struct{ service, code string }

// ask asks for each quota once, side by side.
func ask(ctx context.Context, counts []Count, api ServiceQuotas) map[name]*answer {
	answers := map[name]*answer{}
	var group errgroup.Group
	group.SetLimit(side)
	for _, c := range counts {
		of := name{c.Service, c.Code}
		if answers[of] != nil || c.Code == "" {
			continue
		}
		given := &answer{}
		answers[of] = given
		group.Go(func() error {
			given.ask(ctx, api, c.Quota)
			return nil
		})
	}
	_ = group.Wait() // what does not answer has its default
	return answers
}

func judgeQuotas(counts []Count, answers map[name]*answer) (saw string, wrong []Wrong, unseen error) {
	own, by := 0, ""
	for _, c := range counts {
		limit, source := c.Default, "AWS's default"
		if given := answers[name{c.Service, c.Code}]; given != nil {
			if given.known {
				limit, source = given.limit, "the account's quota"
				own++
			} else if given.err != nil {
				by = why(given.err)
			}
		}
		switch given := answers[name{c.Service, c.Code}]; {
		case c.Is <= limit:
		case c.Varies && given.err != nil:
			unseen = errors.Join(unseen, fmt.Errorf("whether the account may have %d %s: %s", c.Is, c.Word, why(given.err)))
		default:
			wrong = append(wrong, c.over(limit, source))
		}
	}
	saw = fmt.Sprintf("%d counted, %d against the account's own quota and the others against AWS's default", len(counts), own)
	if by != "" {
		saw += ": " + by
	}
	return saw, wrong, unseen
}

// answer is what Service Quotas says of one.
type answer struct {
	limit int
	known bool
	err   error
}

func (a *answer) ask(ctx context.Context, api ServiceQuotas, q Quota) {
	out, err := api.GetServiceQuota(ctx, &servicequotas.GetServiceQuotaInput{ServiceCode: aws.String(q.Service), QuotaCode: aws.String(q.Code)})
	switch {
	case awserror.Code(err) == "NoSuchResourceException": // one that was never changed has no value of its own
	case err != nil:
		a.err = err
	case out.Quota != nil && out.Quota.Value != nil:
		a.limit, a.known = int(*out.Quota.Value), true
	}
}

func (c Count) over(limit int, source string) Wrong {
	what := fmt.Sprintf("%d %s", c.Is, c.Word)
	if c.Owner != "" {
		what += " " + c.Owner
	}
	what += fmt.Sprintf(", and %s is %d", source, limit)
	if c.Fixed {
		return Wrong{what, "AWS raises this for nobody: spread them over two, or have fewer"}
	}
	return Wrong{what, fmt.Sprintf("aws service-quotas request-service-quota-increase --service-code %s --quota-code %s --desired-value %d, or have fewer", c.Service, c.Code, c.Is)}
}
