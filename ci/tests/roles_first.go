package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"dagger/tests/internal/dagger"
)

// A first deploy goes in the order of README.md: bootstrap, put the secrets, push, deploy. Here each step is left out, and the refusal
// names it.

// people is a role that may do everything.
var people = map[string]string{
	"RoleName":   "people",
	"PolicyName": "everything",
	"AssumeRolePolicyDocument": `{"Version":"2012-10-17","Statement":[{
		"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":"arn:aws:iam::123456789012:root"}}]}`,
	"PolicyDocument": `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`,
}

// unbootstrapped leaves the bootstrap out. That the role could make all of it is no reason to.
func (r *roles) unbootstrapped(ctx context.Context, e *emulated) error {
	for _, action := range []string{"CreateRole", "PutRolePolicy"} {
		if err := e.iam(ctx, action, people); err != nil {
			return err
		}
	}
	before, err := e.resources(ctx)
	if err != nil {
		return err
	}
	person, err := r.session(ctx, people["RoleName"], r.Source, e)
	if err != nil {
		return err
	}
	for name, verb := range map[string]func() error{
		"deploy": func() error { _, err := person.Deploy(ctx); return err },
		"push":   func() error { _, err := person.Push(ctx); return err },
		"sign":   func() error { _, err := person.Sign(ctx); return err },
		"apply":  func() error { _, err := person.Apply().Summary(ctx); return err },
	} {
		if err := refuses(verb(), "lacks what its bootstrap would make", "create   module.state.aws_s3_bucket.state",
			"--env "+r.env+" --aws tcp://… bootstrap"); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	after, err := e.resources(ctx)
	if err != nil {
		return err
	}
	if !slices.Equal(before, after) {
		return fmt.Errorf("all was refused, and there is now %v", after)
	}
	for _, action := range []string{"DeleteRolePolicy", "DeleteRole"} {
		if err := e.iam(ctx, action, people); err != nil {
			return err
		}
	}
	return nil
}

// iam calls IAM as an administrator.
func (e *emulated) iam(ctx context.Context, action string, parameters map[string]string) error {
	form := url.Values{"Version": {"2010-05-08"}, "Action": {action}}
	for name, value := range parameters {
		form.Set(name, value)
	}
	_, err := e.form(ctx, "iam", form)
	return err
}

// added is a service that the bootstrap does not know: the role that applies may make no repository for it.
func (r *roles) added(ctx context.Context, e *emulated) error {
	source, err := replace(ctx, r.Source, "terraform/environments/"+r.env+".tfvars", "\nservices = {", "\nservices = {\n  cart = { port = 8080, path = \"/cart\" }\n")
	if err != nil {
		return err
	}
	apply, err := r.by(ctx, "apply", source.WithNewFile("services/cart/main.go", "package main\n\nfunc main() {}\n"), e)
	if err != nil {
		return err
	}
	_, failed := apply.Deploy(ctx)
	return errors.Join(refuses(failed, `create   module.ecr.aws_ecr_repository.this["cart"]`, "--aws tcp://… bootstrap"), r.denied(ctx, e))
}

// valueless leaves the secret's value out, and then puts it.
func (r *roles) valueless(ctx context.Context, e *emulated) error {
	apply, err := r.by(ctx, "apply", r.Source, e)
	if err != nil {
		return err
	}
	_, failed := apply.Deploy(ctx)
	name := "slipway-" + r.env + "/payment-key"
	if err := refuses(failed, "secret "+name+", read by orders, has no value", "aws secretsmanager put-secret-value", "--secret-id "+name,
		"nothing of the platform was changed"); err != nil {
		return err
	}
	found, err := e.resources(ctx)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(found, func(r existing) bool { return r.Kind == "vpc" || r.Kind == "cluster" }) {
		return fmt.Errorf("the deploy was refused, and there is %v", found)
	}
	return errors.Join(e.putSecret(ctx, shippedRegion, name, secret()), r.denied(ctx, e))
}

func (e *emulated) secrets(region string) *secretsmanager.Client {
	config := e.config()
	config.Region = region
	return secretsmanager.NewFromConfig(config)
}

// putSecret puts the value of a secret, as a person does between bootstrap and deploy.
func (e *emulated) putSecret(ctx context.Context, region, name, value string) error {
	_, err := e.secrets(region).PutSecretValue(ctx, &secretsmanager.PutSecretValueInput{SecretId: aws.String(name), SecretString: aws.String(value)})
	return err
}

// first is the first deploy, once nothing is left out: one role pushes, and another deploys, for which it signs.
func (r *roles) first(ctx context.Context, e *emulated) error {
	release, err := r.by(ctx, "release", r.Source, e)
	if err != nil {
		return err
	}
	if _, err := release.Push(ctx); err != nil {
		return err
	}
	apply, err := r.by(ctx, "apply", r.Source, e)
	if err != nil {
		return err
	}
	said, err := apply.Deploy(ctx)
	if err != nil {
		return err
	}
	return errors.Join(wants(said, "Deployed 2 services to "+r.env), r.denied(ctx, e))
}

// next is a release as the workflow makes it: one job pushes, signs and plans, another applies that plan once somebody approved it. The
// plan is there before its images are, and is refused until they are pushed and signed.
func (r *roles) next(ctx context.Context, e *emulated) error {
	release, err := r.by(ctx, "release", r.another(), e)
	if err != nil {
		return err
	}
	plan, err := release.Plan().Files().Sync(ctx)
	if err != nil {
		return err
	}
	by, err := r.by(ctx, "apply", r.another(), e)
	if err != nil {
		return err
	}
	apply := func() (string, error) { return by.Apply(dagger.SlipwayApplyOpts{Plan: plan}).Summary(ctx) }
	_, failed := apply()
	if err := refuses(failed, "service catalog: repository slipway-"+r.env+"/catalog has no image", "`dagger call push`"); err != nil {
		return err
	}
	if _, err := release.Push(ctx); err != nil {
		return err
	}
	_, failed = apply()
	if err := refuses(failed, "it has no signature", "sign"); err != nil {
		return err
	}
	if _, err := release.Sign(ctx); err != nil {
		return err
	}
	said, err := apply()
	if err != nil {
		return err
	}
	return errors.Join(wants(said, "Applied. It serves at"), r.denied(ctx, e))
}

// again destroys all that the bootstrap made, and makes it again within the recovery days of its secret, whose name is taken meanwhile.
func (r *roles) again(ctx context.Context, e *emulated) error {
	administrator, err := r.by(ctx, "", r.Source, e)
	if err != nil {
		return err
	}
	return comesBack(ctx, administrator, e, shippedRegion, "slipway-"+r.env)
}

// comesBack destroys an environment without a platform, and bootstraps it again: its secret has the value of before.
func comesBack(ctx context.Context, slipway *dagger.Slipway, e *emulated, region, name string) error {
	key, value := name+"/payment-key", secret()
	if err := e.putSecret(ctx, region, key, value); err != nil {
		return err
	}
	out, err := slipway.Destroy(ctx, dagger.SlipwayDestroyOpts{Everything: true, Data: []string{"secret/" + key}})
	if err != nil {
		return err
	}
	if err := wants(out, "Destroyed the bootstrap of "+strings.TrimPrefix(name, "slipway-"), "gone: secret/"+key+", which can be brought back"); err != nil {
		return err
	}
	brought := "Brought back: secret " + key
	if out, err = slipway.Bootstrap().Plan(ctx); err != nil {
		return err
	}
	if err := wants(out, brought, "create", "module.state.aws_s3_bucket.state"); err != nil {
		return err
	}
	if out, err = slipway.Bootstrap().Apply(ctx); err != nil {
		return err
	}
	if err := wants(out, brought, "is bootstrapped"); err != nil {
		return err
	}
	read, err := e.secrets(region).GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: aws.String(key)})
	if err != nil {
		return err
	}
	if aws.ToString(read.SecretString) != value {
		return errors.New("secret " + key + " was brought back, with another value")
	}
	if out, err = slipway.Bootstrap().Plan(ctx); err != nil {
		return err
	}
	return wants(out, "Plan: no changes.")
}
