package plan

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files in testdata")

// planOf is a plan's JSON with these resource changes.
func planOf(changes ...string) []byte {
	return fmt.Appendf(nil, `{"format_version":"1.2","terraform_version":"1.11.4","resource_changes":[%s]}`, strings.Join(changes, ","))
}

// resource is one resource change; before and after are JSON, more is further JSON fields of the change.
func resource(kind, actions, before, after, more string) string {
	return fmt.Sprintf(`{"address":"%s.this","mode":"managed","type":"%s","change":{"actions":[%s],"before":%s,"after":%s%s}}`,
		kind, kind, actions, before, after, more)
}

// recorded is the output of terraform show -json for a plan that has every kind of action, and values in each.
func recorded(t *testing.T) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "terraform.json"))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestReadTerraform(t *testing.T) {
	got, err := Read(recorded(t))
	if err != nil {
		t.Fatal(err)
	}
	const kind = "terraform_data"
	want := Summary{
		// Terraform said of this plan: 2 to add, 1 to change, 2 to destroy.
		Add: 2, Change: 1, Destroy: 2, Replace: 1,
		Changes: []Change{
			{Address: `terraform_data.each["a|b"]`, Type: kind, Action: Create},
			{Address: "terraform_data.forgotten", Type: kind, Action: Forget},
			{Address: "terraform_data.gone", Type: kind, Action: Delete},
			{Address: "terraform_data.new_name", Type: kind, Action: Move},
			{Address: "terraform_data.replace", Type: kind, Action: Replace,
				Attributes: []string{"triggers_replace"}, Forces: []string{"triggers_replace"}},
			{Address: "terraform_data.update", Type: kind, Action: Update, Attributes: []string{"input", "output"}},
		},
		Outputs: []string{"endpoint"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("summary (-want +got):\n%s", diff)
	}
}

func TestReadActions(t *testing.T) {
	tests := map[string]struct {
		change string
		want   Summary
	}{
		"no-op":     {resource("aws_lb", `"no-op"`, `{"a":1}`, `{"a":1}`, ""), Summary{}},
		"data read": {resource("aws_ami", `"read"`, "null", `{"a":1}`, ""), Summary{}},
		"import": {
			resource("aws_lb", `"no-op"`, `{"a":1}`, `{"a":1}`, `,"importing":{"id":"x"}`),
			Summary{Import: 1, Changes: []Change{{Address: "aws_lb.this", Type: "aws_lb", Action: Import}}},
		},
		"import and update": {
			resource("aws_lb", `"update"`, `{"a":1}`, `{"a":2}`, `,"importing":{"id":"x"}`),
			Summary{Import: 1, Change: 1, Changes: []Change{{Address: "aws_lb.this", Type: "aws_lb", Action: Update, Imported: true, Attributes: []string{"a"}}}},
		},
		"create before destroy": {
			resource("aws_lb", `"create","delete"`, `{"name":"a","id":"1"}`, `{"name":"b"}`,
				`,"after_unknown":{"id":true},"replace_paths":[["name"],["subnets",0],["name"]]`),
			Summary{Add: 1, Destroy: 1, Replace: 1, Changes: []Change{{Address: "aws_lb.this", Type: "aws_lb", Action: Replace,
				Attributes: []string{"name", "subnets"}, Forces: []string{"name", "subnets"}}}},
		},
		"forced by what is not yet known": {
			resource("aws_lb", `"delete","create"`, `{"vpc":"a","id":"1"}`, `{}`,
				`,"after_unknown":{"id":true,"vpc":true},"replace_paths":[["vpc"]]`),
			Summary{Add: 1, Destroy: 1, Replace: 1, Changes: []Change{{Address: "aws_lb.this", Type: "aws_lb", Action: Replace,
				Attributes: []string{"vpc"}, Forces: []string{"vpc"}}}},
		},
		"known blocks are not unknown": {
			resource("aws_lb", `"update"`, `{"block":[{"a":1}],"b":1,"gone":2}`, `{"block":[{"a":1}],"b":2}`,
				`,"after_unknown":{"block":[{}],"tags":{},"arn":[{"x":true}]}`),
			Summary{Change: 1, Changes: []Change{{Address: "aws_lb.this", Type: "aws_lb", Action: Update,
				Attributes: []string{"arn", "b", "gone"}}}},
		},
		"null and an empty text are the same": {
			resource("aws_autoscaling_group", `"update"`, `{"reservation":[{"preference":null,"target":[]}],"force":false,"name":"a"}`,
				`{"reservation":[{"preference":"","target":[]}],"force":true,"name":""}`, ""),
			Summary{Change: 1, Changes: []Change{{Address: "aws_autoscaling_group.this", Type: "aws_autoscaling_group", Action: Update,
				Attributes: []string{"force", "name"}}}},
		},
		"large numbers are compared exactly": {
			resource("aws_lb", `"update"`, `{"n":9007199254740992,"m":1}`, `{"n":9007199254740993,"m":1}`, ""),
			Summary{Change: 1, Changes: []Change{{Address: "aws_lb.this", Type: "aws_lb", Action: Update, Attributes: []string{"n"}}}},
		},
		"an action of a newer Terraform": {
			resource("aws_lb", `"create","forget"`, `{}`, `{}`, ""),
			Summary{Changes: []Change{{Address: "aws_lb.this", Type: "aws_lb", Action: "create+forget"}}},
		},
		"a deposed object": {
			`{"address":"aws_s3_bucket.this","type":"aws_s3_bucket","deposed":"12ab","change":{"actions":["delete"],"before":{},"after":null}}`,
			Summary{
				Destroy: 1,
				Changes: []Change{{Address: "aws_s3_bucket.this (deposed 12ab)", Type: "aws_s3_bucket", Action: Delete}},
				Risky:   []Risk{{Address: "aws_s3_bucket.this (deposed 12ab)", Reason: "destroyed with its objects"}},
			},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := Read(planOf(test.change))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("summary (-want +got):\n%s", diff)
			}
			if got.Empty() != (len(test.want.Changes) == 0) {
				t.Errorf("Empty is %t", got.Empty())
			}
		})
	}
}

func TestEmptyCountsOutputs(t *testing.T) {
	got, err := Read([]byte(`{"format_version":"1.2","output_changes":{"a":{"actions":["create"]},"b":{"actions":["no-op"]}}}`))
	if err != nil || got.Empty() || len(got.Outputs) != 1 {
		t.Errorf("got %+v, %v: an output that changes is saved by an apply", got, err)
	}
}

func TestReadRefuses(t *testing.T) {
	for name, text := range map[string]string{
		"nothing":          "",
		"not JSON":         "Plan: 1 to add",
		"no format":        "{}",
		"a format unknown": `{"format_version":"99.0"}`,
		"a failed plan":    `{"format_version":"1.2","errored":true}`,
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := Read([]byte(text)); err == nil {
				t.Errorf("got %+v and no error", got)
			}
		})
	}
}

func TestRisks(t *testing.T) {
	tests := []struct{ kind, actions, want string }{
		{"aws_s3_bucket", `"delete"`, "destroyed with its objects"},
		{"aws_dynamodb_table", `"delete","create"`, "replaced by an empty one: destroys its items; forced by name"},
		{"aws_db_instance", `"create","delete"`, "replaced by an empty one: destroys its databases; forced by name"},
		{"aws_efs_file_system", `"delete"`, "destroyed with its files"},
		{"aws_ebs_volume", `"delete"`, "destroyed with its file systems"},
		{"aws_ecr_repository", `"delete"`, "destroyed with its images, to which a rollback may need to return"},
		{"aws_secretsmanager_secret", `"delete"`, "destroyed with its versions"},
		{"aws_kms_key", `"delete"`, "destroyed with all that it encrypts"},
		{"aws_cloudwatch_log_group", `"delete"`, "destroyed with its log events"},
		{"aws_s3_bucket", `"update"`, ""},
		{"aws_s3_bucket", `"create"`, ""},
		{"aws_s3_bucket", `"forget"`, ""},
		{"aws_ecs_service", `"delete"`, ""},
	}
	for _, test := range tests {
		t.Run(test.kind+" "+test.actions, func(t *testing.T) {
			change := resource(test.kind, test.actions, `{"name":"a"}`, `{"name":"b"}`, `,"replace_paths":[["name"]]`)
			got, err := Read(planOf(change))
			if err != nil {
				t.Fatal(err)
			}
			var want []Risk
			if test.want != "" {
				want = []Risk{{Address: test.kind + ".this", Reason: test.want}}
			}
			if diff := cmp.Diff(want, got.Risky); diff != "" {
				t.Errorf("risks (-want +got):\n%s", diff)
			}
		})
	}
}

// TestNoValues is the promise that makes a summary fit to be shown: whatever the plan holds, no value of it comes out.
func TestNoValues(t *testing.T) {
	data := recorded(t)
	if !bytes.Contains(data, []byte("hunter2-after")) || !bytes.Contains(data, []byte("value-new")) {
		t.Fatal("the recorded plan has lost its values, so this test proves nothing")
	}
	summary, err := Read(data)
	if err != nil {
		t.Fatal(err)
	}
	asJSON, err := json.Marshal(summary)
	if err != nil {
		t.Fatal(err)
	}
	out := bytes.NewBuffer(asJSON)
	for _, write := range []func(io.Writer) error{summary.Text, summary.Markdown} {
		if err := write(out); err != nil {
			t.Fatal(err)
		}
	}
	for _, value := range []string{"hunter2", "value-"} {
		if strings.Contains(out.String(), value) {
			t.Errorf("a value that begins with %q came out:\n%s", value, out)
		}
	}
}
