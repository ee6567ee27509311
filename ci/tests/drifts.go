package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"dagger/tests/internal/dagger"
)

// driftFound is the exit code of drift where something drifted.
const driftFound = 2

// drifts changes what was deployed as persons and auto scaling do, and asks what drifted.
func (t *Tests) drifts(ctx context.Context, e *emulated) error {
	const alarm, group = "slipway-local-orders-5xx", "module.alb.aws_security_group.this"
	if err := t.noDrift(ctx, e); err != nil {
		return fmt.Errorf("after a deploy: %w", err)
	}
	if err := t.untold(ctx, e); err != nil {
		return fmt.Errorf("where nothing can be told: %w", err)
	}
	_, err := ecs.NewFromConfig(e.config()).UpdateService(ctx, &ecs.UpdateServiceInput{
		Cluster: aws.String("slipway-local"), Service: aws.String("orders"), DesiredCount: aws.Int32(3),
	})
	if err != nil {
		return err
	}
	if err := t.noDrift(ctx, e); err != nil {
		return fmt.Errorf("after auto scaling: %w", err)
	}
	if err := e.openPort(ctx, "slipway-local-alb"); err != nil {
		return err
	}
	if _, err := e.form(ctx, "monitoring", url.Values{"Action": {"DeleteAlarms"}, "AlarmNames.member.1": {alarm}}); err != nil {
		return err
	}
	gone := []string{"deleted", `module.service["orders"].aws_cloudwatch_metric_alarm.this["5xx"]`, "it is gone; an apply would create it"}
	if err := t.drifted(ctx, e, t.Source, dagger.SlipwayDriftOpts{}, append(gone, "changed", group, "ingress of it changed")...); err != nil {
		return err
	}
	allowed := t.Source.WithNewFile(".slipway.yaml", "allowances:\n"+
		"  - {gate: drift, rule: changed, environment: local, resource: "+group+", reason: somebody looks for a fault there, expires: 2126-01-31}\n"+
		"  - {gate: drift, rule: deleted, environment: local, reason: it rang all night, expires: 2026-01-31}\n")
	return t.keepsIssue(ctx, e, allowed, append(gone, "it was allowed until 2026-01-31", "somebody looks for a fault there", "1 refused, 1 allowed")...)
}

// keepsIssue wants drift to tell GitHub what it found, too.
func (t *Tests) keepsIssue(ctx context.Context, e *emulated, source *dagger.Directory, words ...string) error {
	endpoint, stop, err := t.startGitHub(ctx, "drift")
	if err != nil {
		return err
	}
	defer stop()
	if err := t.drifted(ctx, e, source, issuesAt(endpoint, "found"), words...); err != nil {
		return err
	}
	said, err := openIssues(ctx, endpoint)
	if err := errors.Join(err, wants(said, `"title": "Drift in local"`, "slipway drift of local", "it is gone; an apply would create it")); err != nil {
		return err
	}
	elsewhere := issuesAt(endpoint, "elsewhere")
	elsewhere.Issues = "acme/nowhere"
	_, err = t.at(ctx, source, e).Drift(ctx, elsewhere)
	return refuses(err, "the issue for environment local was not kept", "acme/nowhere", "issues: write")
}

// untold has AWS refuse what drift begins with. The issue says so, and is closed by a call that can tell that nothing drifted.
func (t *Tests) untold(ctx context.Context, e *emulated) error {
	endpoint, stop, err := t.startGitHub(ctx, "drift-untold")
	if err != nil {
		return err
	}
	defer stop()
	if err := e.post(ctx, "/_slipway/fail?service=sts&action=GetCallerIdentity&status=403&code=ExpiredToken&times=1000"); err != nil {
		return err
	}
	slipway, opts := t.at(ctx, t.Source, e), issuesAt(endpoint, "untold")
	_, failed := slipway.Drift(ctx, opts)
	if failed == nil || exits(failed, driftFound) == nil {
		return fmt.Errorf("without credentials something drifted, or nothing: %w", failed)
	}
	said, err := openIssues(ctx, endpoint)
	if err := errors.Join(err, wants(said, `"title": "Drift in local"`, "slipway drift of local", "ExpiredToken")); err != nil {
		return err
	}
	if err := e.ask(ctx, http.MethodDelete, "/_slipway/fail", nil); err != nil {
		return err
	}
	if _, err := slipway.Drift(ctx, opts); err != nil {
		return err
	}
	if said, err = openIssues(ctx, endpoint); err == nil && said != "[]" {
		err = fmt.Errorf("nothing drifted, and these issues are open: %s", said)
	}
	return err
}

func issuesAt(endpoint, name string) dagger.SlipwayDriftOpts {
	return dagger.SlipwayDriftOpts{Issues: "acme/shop", Token: dag.SetSecret("planted-token-of-issues-"+name, secret()), API: endpoint}
}

func openIssues(ctx context.Context, endpoint string) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, endpoint+"/api/v3/repos/acme/shop/issues", nil)
	if err != nil {
		return "", err
	}
	req.Header.Set("Authorization", "Bearer SLIP")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	said, err := io.ReadAll(resp.Body)
	return string(said), err
}

func (t *Tests) noDrift(ctx context.Context, e *emulated) error {
	out, err := t.at(ctx, t.Source, e).Drift(ctx)
	if err != nil {
		return err
	}
	return wants(out, "drift for local: 0 refused")
}

func (t *Tests) drifted(ctx context.Context, e *emulated, source *dagger.Directory, opts dagger.SlipwayDriftOpts, words ...string) error {
	_, found := t.at(ctx, source, e).Drift(ctx, opts)
	if err := refuses(found, words...); err != nil {
		return err
	}
	return exits(found, driftFound)
}

// openPort lets the world in where a person thought that it may help.
func (e *emulated) openPort(ctx context.Context, name string) error {
	groups, err := e.form(ctx, "ec2", url.Values{
		"Action": {"DescribeSecurityGroups"}, "Version": {"2016-11-15"}, "Filter.1.Name": {"group-name"}, "Filter.1.Value.1": {name},
	})
	if err != nil {
		return err
	}
	id := regexp.MustCompile(`<groupId>(sg-[^<]+)`).FindStringSubmatch(groups)
	if id == nil {
		return fmt.Errorf("there is no security group %s:\n%s", name, groups)
	}
	_, err = e.form(ctx, "ec2", url.Values{
		"Action": {"AuthorizeSecurityGroupIngress"}, "Version": {"2016-11-15"}, "GroupId": {id[1]}, "IpPermissions.1.IpProtocol": {"tcp"},
		"IpPermissions.1.FromPort": {"22"}, "IpPermissions.1.ToPort": {"22"}, "IpPermissions.1.IpRanges.1.CidrIp": {"203.0.113.7/32"},
	})
	return err
}

// form makes a call of one of the APIs that take forms, whose clients are large.
func (e *emulated) form(ctx context.Context, service string, values url.Values) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, e.endpoint, strings.NewReader(values.Encode()))
	if err != nil {
		return "", err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=tests/20261129/us-east-1/"+service+"/aws4_request, SignedHeaders=host, Signature=none")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s answers %s: %s", values.Get("Action"), resp.Status, text)
	}
	return string(text), err
}
