package balancer

import (
	"cmp"
	"context"
	"crypto/tls"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"

	"slipway/emulator/gateway/balancer/rule"
	"slipway/emulator/gateway/balancer/target"
)

// read asks the API for everything but the targets.
func (b *Balancer) read(ctx context.Context) (*estate, error) {
	regions, err := b.api.regions(ctx)
	if err != nil {
		return nil, err
	}
	areReal, err := b.api.tasksAreReal(ctx)
	if err != nil {
		return nil, err
	}
	e := &estate{groups: map[string]target.Settings{}, regions: map[string]string{}, simulated: !areReal}
	for _, region := range regions {
		pages := elasticloadbalancingv2.NewDescribeLoadBalancersPaginator(b.api.elb, &elasticloadbalancingv2.DescribeLoadBalancersInput{})
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx, in(region))
			if err != nil {
				return nil, fmt.Errorf("ask for the load balancers of %s: %w", region, err)
			}
			for _, lb := range page.LoadBalancers {
				if lb.Type != types.LoadBalancerTypeEnumApplication {
					continue // of network load balancers the emulator has the API alone
				}
				if err := b.readBalancer(ctx, e, region, lb); err != nil {
					return nil, err
				}
			}
		}
	}
	return e, nil
}

func (b *Balancer) readBalancer(ctx context.Context, e *estate, region string, from types.LoadBalancer) error {
	lb := &loadBalancer{name: aws.ToString(from.LoadBalancerName), dns: strings.ToLower(aws.ToString(from.DNSName)),
		internal: from.Scheme == types.LoadBalancerSchemeEnumInternal}
	out, err := b.api.elb.DescribeLoadBalancerAttributes(ctx, &elasticloadbalancingv2.DescribeLoadBalancerAttributesInput{
		LoadBalancerArn: from.LoadBalancerArn,
	}, in(region))
	if err != nil {
		return fmt.Errorf("ask for the attributes of load balancer %s: %w", lb.name, err)
	}
	attributes := map[string]string{}
	for _, a := range out.Attributes {
		attributes[aws.ToString(a.Key)] = aws.ToString(a.Value)
	}
	lb.idle = seconds(attributes["idle_timeout.timeout_seconds"], 60)
	lb.dropInvalid = attributes["routing.http.drop_invalid_header_fields.enabled"] == "true"
	lb.forwarded = attributes["routing.http.xff_header_processing.mode"]
	listeners, err := b.api.elb.DescribeListeners(ctx, &elasticloadbalancingv2.DescribeListenersInput{
		LoadBalancerArn: from.LoadBalancerArn,
	}, in(region))
	if err != nil {
		return fmt.Errorf("ask for the listeners of load balancer %s: %w", lb.name, err)
	}
	for _, described := range listeners.Listeners {
		l, err := b.readListener(ctx, e, region, described)
		if err != nil {
			return err
		}
		lb.listeners = append(lb.listeners, l)
	}
	e.balancers = append(e.balancers, lb)
	return nil
}

func (b *Balancer) readListener(ctx context.Context, e *estate, region string, from types.Listener) (*listener, error) {
	l := &listener{port: int(aws.ToInt32(from.Port)), tls: from.Protocol == types.ProtocolEnumHttps}
	pages := elasticloadbalancingv2.NewDescribeRulesPaginator(b.api.elb, &elasticloadbalancingv2.DescribeRulesInput{ListenerArn: from.ListenerArn})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx, in(region))
		if err != nil {
			return nil, fmt.Errorf("ask for the rules of %s: %w", aws.ToString(from.ListenerArn), err)
		}
		for _, described := range page.Rules {
			r, err := rule.New(described)
			if err != nil {
				b.complain(err)
				continue
			}
			l.rules = append(l.rules, r)
		}
	}
	slices.SortStableFunc(l.rules, rule.ByPriority)
	for _, r := range l.rules {
		for _, g := range r.Action.Forward {
			if err := b.readGroup(ctx, e, region, g.Group); err != nil {
				return nil, err
			}
		}
	}
	if !l.tls {
		return l, nil
	}
	certificates, err := b.certificates(ctx, region, from, l.rules)
	l.certificates = certificates
	return l, err
}

func (b *Balancer) readGroup(ctx context.Context, e *estate, region, arn string) error {
	if _, known := e.groups[arn]; known || e.simulated {
		return nil
	}
	groups, err := b.api.elb.DescribeTargetGroups(ctx, &elasticloadbalancingv2.DescribeTargetGroupsInput{TargetGroupArns: []string{arn}}, in(region))
	if err != nil || len(groups.TargetGroups) == 0 {
		return fmt.Errorf("ask for target group %s: %w", arn, err)
	}
	out, err := b.api.elb.DescribeTargetGroupAttributes(ctx, &elasticloadbalancingv2.DescribeTargetGroupAttributesInput{TargetGroupArn: &arn}, in(region))
	if err != nil {
		return fmt.Errorf("ask for the attributes of target group %s: %w", arn, err)
	}
	settings := groupSettings(groups.TargetGroups[0])
	for _, a := range out.Attributes {
		switch aws.ToString(a.Key) {
		case "deregistration_delay.timeout_seconds":
			settings.Delay = seconds(aws.ToString(a.Value), 300)
		case "load_balancing.algorithm.type":
			settings.LeastOutstanding = aws.ToString(a.Value) == "least_outstanding_requests"
		}
	}
	if err := settings.Check.Valid(); err != nil {
		b.complain(fmt.Errorf("target group %s: %w", arn, err))
	}
	e.groups[arn], e.regions[arn] = settings, region
	return nil
}

func groupSettings(g types.TargetGroup) target.Settings {
	s := target.Settings{
		ARN:      aws.ToString(g.TargetGroupArn),
		Protocol: cmp.Or(string(g.Protocol), "HTTP"),
		Check: target.Check{
			Protocol:  cmp.Or(string(g.HealthCheckProtocol), "HTTP"),
			Port:      aws.ToString(g.HealthCheckPort),
			Path:      cmp.Or(aws.ToString(g.HealthCheckPath), "/"),
			Codes:     "200",
			Interval:  time.Duration(cmp.Or(aws.ToInt32(g.HealthCheckIntervalSeconds), 30)) * time.Second,
			Timeout:   time.Duration(cmp.Or(aws.ToInt32(g.HealthCheckTimeoutSeconds), 5)) * time.Second,
			Healthy:   int(cmp.Or(aws.ToInt32(g.HealthyThresholdCount), 5)),
			Unhealthy: int(cmp.Or(aws.ToInt32(g.UnhealthyThresholdCount), 2)),
		},
	}
	if g.Matcher != nil {
		s.Check.Codes = cmp.Or(aws.ToString(g.Matcher.HttpCode), "200")
	}
	return s
}

func seconds(text string, fallback int) time.Duration {
	n, err := strconv.Atoi(text)
	if err != nil {
		n = fallback
	}
	return time.Duration(n) * time.Second
}

// certificates are made by the test authority, for the names of those that the listener has.
func (b *Balancer) certificates(ctx context.Context, region string, from types.Listener, rules []rule.Rule) ([]*tls.Certificate, error) {
	out, err := b.api.elb.DescribeListenerCertificates(ctx, &elasticloadbalancingv2.DescribeListenerCertificatesInput{
		ListenerArn: from.ListenerArn,
	}, in(region))
	if err != nil {
		return nil, fmt.Errorf("ask for the certificates of %s: %w", aws.ToString(from.ListenerArn), err)
	}
	var arns []string
	for _, c := range slices.Concat(from.Certificates, out.Certificates) { // the first are the default
		if arn := aws.ToString(c.CertificateArn); !slices.Contains(arns, arn) {
			arns = append(arns, arn)
		}
	}
	var made []*tls.Certificate
	for _, arn := range arns {
		names, err := b.certificateNames(ctx, region, arn, rules)
		if err != nil {
			return nil, err
		}
		certificate, err := b.authority.Certificate(names)
		if err != nil {
			return nil, err
		}
		made = append(made, certificate)
	}
	return made, nil
}

// complain says once what is wrong with what the API has.
func (b *Balancer) complain(err error) {
	if _, said := b.complaints.LoadOrStore(err.Error(), true); !said {
		slog.Warn("load balancer", "error", err)
	}
}
