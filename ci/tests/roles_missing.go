package main

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"net/url"

	"dagger/tests/internal/rights"
)

// missing takes one action out of the policy that allows it, as somebody does who edits modules/iam, and deploys by the role that applies.
func (r *roles) missing(ctx context.Context, e *emulated) error {
	const action = "ecs:UpdateService"
	restore, err := e.without(ctx, "arn:aws:iam::123456789012:policy/slipway-"+r.env+"-ci-compute", action)
	if err != nil {
		return err
	}
	apply, err := r.by(ctx, "apply", r.another(), e)
	if err != nil {
		return errors.Join(err, restore())
	}
	_, failed := apply.Deploy(ctx)
	return errors.Join(refuses(failed, action, "may not do this"), restore(), e.forgetCalls(ctx))
}

// barred denies the role with which ECS starts the orders' tasks what they read, as a guard of the account does: preflight sees it before
// anything is changed.
func (r *roles) barred(ctx context.Context, e *emulated) error {
	name := "slipway-" + r.env + "-orders-execution"
	err := e.iam(ctx, "PutRolePolicy", map[string]string{
		"RoleName": name, "PolicyName": "guard",
		"PolicyDocument": `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"secretsmanager:GetSecretValue","Resource":"*"}]}`,
	})
	if err != nil {
		return err
	}
	apply, err := r.by(ctx, "apply", r.Source, e)
	if err == nil {
		_, failed := apply.Deploy(ctx)
		err = refuses(failed, "role "+name+" is denied secretsmanager:GetSecretValue", "aws iam simulate-principal-policy", "nothing of the platform was changed")
	}
	return errors.Join(err, e.iam(ctx, "DeleteRolePolicy", map[string]string{"RoleName": name, "PolicyName": "guard"}), e.forgetCalls(ctx))
}

// without makes a version of a policy that lacks an action the one that counts, and says how to have the old one back.
func (e *emulated) without(ctx context.Context, policy, action string) (restore func() error, err error) {
	var found struct {
		Version string `xml:"GetPolicyResult>Policy>DefaultVersionId"`
	}
	if err := e.askIAM(ctx, "GetPolicy", map[string]string{"PolicyArn": policy}, &found); err != nil {
		return nil, err
	}
	var version struct {
		Document string `xml:"GetPolicyVersionResult>PolicyVersion>Document"`
	}
	if err := e.askIAM(ctx, "GetPolicyVersion", map[string]string{"PolicyArn": policy, "VersionId": found.Version}, &version); err != nil {
		return nil, err
	}
	document, err := url.PathUnescape(version.Document)
	if err != nil {
		return nil, fmt.Errorf("read policy %s: %w", policy, err)
	}
	if document, err = rights.Without(document, action); err != nil {
		return nil, fmt.Errorf("policy %s: %w", policy, err)
	}
	var made struct {
		Version string `xml:"CreatePolicyVersionResult>PolicyVersion>VersionId"`
	}
	err = e.askIAM(ctx, "CreatePolicyVersion", map[string]string{"PolicyArn": policy, "PolicyDocument": document, "SetAsDefault": "true"}, &made)
	if err != nil {
		return nil, err
	}
	return func() error {
		return errors.Join(
			e.iam(ctx, "SetDefaultPolicyVersion", map[string]string{"PolicyArn": policy, "VersionId": found.Version}),
			e.iam(ctx, "DeletePolicyVersion", map[string]string{"PolicyArn": policy, "VersionId": made.Version}))
	}, nil
}

// askIAM is iam with the answer.
func (e *emulated) askIAM(ctx context.Context, action string, parameters map[string]string, out any) error {
	form := url.Values{"Version": {"2010-05-08"}, "Action": {action}}
	for name, value := range parameters {
		form.Set(name, value)
	}
	text, err := e.form(ctx, "iam", form)
	if err != nil {
		return err
	}
	if err := xml.Unmarshal([]byte(text), out); err != nil {
		return fmt.Errorf("read the answer to %s: %w", action, err)
	}
	return nil
}
