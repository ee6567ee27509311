package main

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"dagger/tests/internal/dagger"
)

// Roles tells of a life of an environment by the roles that its bootstrap makes: an administrator bootstraps and puts the secret's
// value, ci-release pushes, signs and plans, ci-apply deploys, applies that plan, rolls back and destroys, ci-plan looks. On the way to the
// first deploy each step is left out once, and the refusal names it. Each call of each role must be allowed; then one action is taken out of
// a policy, and the deploy fails by its name. A second environment, whose name goes on from the first one's, stands beside it, and neither pipeline
// reaches the other's. In the end all goes, and the bootstrap comes again.
//
// It is called by name, and is no check: it takes six minutes and more beside the others.
// +cache="never"
func (t *Tests) Roles(
	ctx context.Context,
	// staging or prod, with their settings as they are shipped.
	// +default="staging"
	env string,
) error {
	source, err := t.shipped(ctx, env)
	if err != nil {
		return err
	}
	with := *t
	with.Source = source
	r := &roles{Tests: &with, env: env}
	return r.tell(ctx, "roles", []part{
		{"a deploy without a bootstrap", r.unbootstrapped},
		{"the bootstrap", r.bootstrapped},
		{"a service that the bootstrap does not know", r.added},
		{"a deploy without the secret's value", r.valueless},
		{"an environment whose name goes on", r.apart},
		{"another pair that makes its name", r.taken},
		{"the first deploy", r.first},
		{"another release", r.next},
		{"what only reads", r.looked},
		{"a rollback", r.rolledBack},
		{"a right that is missing", r.missing},
		{"a secret that tasks may not read", r.barred},
		{"the destroy", r.destroyed},
		{"the bootstrap again", r.again},
	})
}

type roles struct {
	*Tests
	env string
}

// role is the whole name of a role of the pipeline.
func (r *roles) role(name string) string { return "slipway-" + r.env + "-ci-" + name }

// shippedRegion is that of the settings that are shipped.
const shippedRegion = "eu-west-1"

// shipped is the repository with the settings of an environment as they are shipped, without what takes minutes, the database, lint and
// scan, and without those who only use it.
func (t *Tests) shipped(ctx context.Context, env string) (*dagger.Directory, error) {
	settings := "terraform/environments/" + env + ".tfvars"
	text, err := t.Source.File(settings).Contents(ctx)
	if err != nil {
		return nil, err
	}
	var left strings.Builder
	for line := range strings.Lines(text) {
		switch name, _, _ := strings.Cut(strings.TrimSpace(line), " "); name {
		case "mailer", "report", "dump", "queues":
		default:
			left.WriteString(line)
		}
	}
	source := t.Source.WithNewFile(settings, left.String())
	for from, to := range map[string]string{
		`databases = { main`:        `databases = {} #`,
		`databases = ["main"], `:    ``,
		`release = { signer`:        `release = { lint = false, scan = "none", signer`,
		`plan_pull_requests = true`: `plan_pull_requests = true, may_delete_data = true`, // in the end ci-apply destroys all
	} {
		if source, err = replace(ctx, source, settings, from, to); err != nil {
			return nil, err
		}
	}
	return known(ctx, source), nil
}

// another has another catalog.
func (r *roles) another() *dagger.Directory {
	return r.Source.WithNewFile("services/catalog/release.go", "package main\n\nvar _ = \"by its roles\"\n")
}

// by is the module with the credentials of a role, or with an administrator's where none is named.
func (r *roles) by(ctx context.Context, role string, source *dagger.Directory, e *emulated) (*dagger.Slipway, error) {
	if role == "" {
		return r.with(ctx, source, dagger.SlipwayOpts{Env: r.env, Aws: e.service, Credentials: plantedAccount()}), nil
	}
	return r.session(ctx, r.role(role), source, e)
}

// session is the module with the credentials of a role that is given by its whole name.
func (r *roles) session(ctx context.Context, role string, source *dagger.Directory, e *emulated) (*dagger.Slipway, error) {
	keys, err := e.keys(ctx, role)
	if err != nil {
		return nil, err
	}
	credentials := dag.SetSecret("keys-"+keys.Access, fmt.Sprintf(
		`{"Version": 1, "AccessKeyId": %q, "SecretAccessKey": %q, "SessionToken": %q}`, keys.Access, keys.Secret, keys.Token))
	return r.with(ctx, source, dagger.SlipwayOpts{Env: r.env, Aws: e.service, Credentials: credentials}), nil
}

// roleKeys are the credentials of a role's session.
type roleKeys struct {
	Access string `xml:"AssumeRoleResult>Credentials>AccessKeyId"`
	Secret string `xml:"AssumeRoleResult>Credentials>SecretAccessKey"`
	Token  string `xml:"AssumeRoleResult>Credentials>SessionToken"`
}

func (e *emulated) keys(ctx context.Context, role string) (keys roleKeys, err error) {
	text, err := e.form(ctx, "sts", url.Values{
		"Action": {"AssumeRole"}, "Version": {"2011-06-15"}, "RoleArn": {"arn:aws:iam::123456789012:role/" + role}, "RoleSessionName": {"rehearsal"},
	})
	if err != nil {
		return keys, err
	}
	if err := xml.Unmarshal([]byte(text), &keys); err != nil {
		return keys, fmt.Errorf("read the keys of role %s: %w", role, err)
	}
	return keys, nil
}

func (r *roles) bootstrapped(ctx context.Context, e *emulated) error {
	administrator, err := r.by(ctx, "", r.Source, e)
	if err != nil {
		return err
	}
	_, err = administrator.Bootstrap().Apply(ctx)
	return err
}

// expected are calls that may be refused: Terraform's provider asks for the user where it does not check credentials, and goes on with what
// STS says; and a plan looks for orphans by names that nothing has, of which IAM knows no path below which a role may read.
var expected = []string{"iam:GetUser", "iam:GetRole", "iam:GetInstanceProfile"}

// denied fails where a role was refused a call, and forgets the calls.
func (r *roles) denied(ctx context.Context, e *emulated) error {
	var found []struct {
		Service, Action string
		IAM             struct {
			Principal string
			Allowed   bool
		}
	}
	if err := e.ask(ctx, http.MethodGet, "/_slipway/calls", &found); err != nil {
		return err
	}
	by := map[string]bool{}
	var refused []string
	for _, c := range found {
		if !strings.Contains(c.IAM.Principal, "/"+r.role("")) {
			continue
		}
		by[c.IAM.Principal] = true
		if called := c.Service + ":" + c.Action; !c.IAM.Allowed && !slices.Contains(expected, called) {
			refused = append(refused, fmt.Sprintf("%s to %s", called, c.IAM.Principal))
		}
	}
	if len(by) == 0 {
		return errors.New("no call was made by a role: nothing was tried")
	}
	slices.Sort(refused)
	if refused = slices.Compact(refused); len(refused) > 0 {
		return fmt.Errorf("these calls were refused: %s", strings.Join(refused, "; "))
	}
	return e.forgetCalls(ctx)
}
