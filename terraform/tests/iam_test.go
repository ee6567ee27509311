package tests

import (
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sort"
	"strings"
	"testing"

	"github.com/gruntwork-io/terratest/modules/terraform"
)

// query makes a call of a query service as the emulator's administrator, and reads the answer.
func query(t *testing.T, service, version, action string, form url.Values, into any) {
	t.Helper()
	form.Set("Action", action)
	form.Set("Version", version)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, endpoint(t), strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	// The emulator looks at the scope of a signature, not at the signature.
	req.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/"+service+"/aws4_request, SignedHeaders=host, Signature=0")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("the emulator answers %s to %s: %s %v", resp.Status, action, body, err)
	}
	if err := xml.Unmarshal(body, into); err != nil {
		t.Fatalf("read the answer to %s: %v", action, err)
	}
}

// as makes a stack run with the keys of one of the pipeline's roles.
func as(t *testing.T, in *terraform.Options, role string) {
	t.Helper()
	var answer struct {
		Keys struct{ AccessKeyId, SecretAccessKey, SessionToken string } `xml:"AssumeRoleResult>Credentials"`
	}
	query(t, "sts", "2011-06-15", "AssumeRole", url.Values{"RoleArn": {roleARN(role)}, "RoleSessionName": {"rehearsal"}}, &answer)
	in.EnvVars = map[string]string{
		"AWS_ACCESS_KEY_ID": answer.Keys.AccessKeyId, "AWS_SECRET_ACCESS_KEY": answer.Keys.SecretAccessKey,
		"AWS_SESSION_TOKEN": answer.Keys.SessionToken,
	}
}

// roleARN is one of the pipeline's roles in the environment whose roles are tested: plan, apply or release.
func roleARN(role string) string {
	return fmt.Sprintf("arn:aws:iam::%s:role/%s-ci-%s", account, named, role)
}

// decisions asks what the role, by its ARN, may do of the actions, on the resource and with the values of the condition keys.
func decisions(t *testing.T, role string, of right) map[string]string {
	t.Helper()
	form := url.Values{"PolicySourceArn": {role}, "ResourceArns.member.1": {of.resource}}
	for i, action := range of.actions {
		form.Set(fmt.Sprintf("ActionNames.member.%d", i+1), action)
	}
	names := make([]string, 0, len(of.keys))
	for name := range of.keys {
		names = append(names, name)
	}
	sort.Strings(names)
	for i, name := range names {
		entry := fmt.Sprintf("ContextEntries.member.%d.", i+1)
		form.Set(entry+"ContextKeyName", name)
		form.Set(entry+"ContextKeyType", "string")
		for j, value := range of.keys[name] {
			form.Set(fmt.Sprintf("%sContextKeyValues.member.%d", entry, j+1), value)
		}
	}
	var answer struct {
		Results []struct{ EvalActionName, EvalDecision string } `xml:"SimulatePrincipalPolicyResult>EvaluationResults>member"`
	}
	query(t, "iam", "2010-05-08", "SimulatePrincipalPolicy", form, &answer)
	found := map[string]string{}
	for _, result := range answer.Results {
		found[result.EvalActionName] = result.EvalDecision
	}
	return found
}
