package preflight

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logs "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	tables "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// account has roles with their trust policies, log groups, a bucket and a table.
type account struct {
	roles  map[string]string
	groups []string
	bucket string // the code that it answers with, empty where it is there
	table  string // the same, or its status
}

func (a account) GetRole(_ context.Context, in *iam.GetRoleInput, _ ...func(*iam.Options)) (*iam.GetRoleOutput, error) {
	trust, there := a.roles[*in.RoleName]
	if !there {
		return nil, answered("IAM", "GetRole", "NoSuchEntity")
	}
	return &iam.GetRoleOutput{Role: &types.Role{AssumeRolePolicyDocument: aws.String(trust)}}, nil
}

// DescribeLogGroups lists what begins so, as CloudWatch does.
func (a account) DescribeLogGroups(_ context.Context, in *cloudwatchlogs.DescribeLogGroupsInput, _ ...func(*cloudwatchlogs.Options)) (*cloudwatchlogs.DescribeLogGroupsOutput, error) {
	out := &cloudwatchlogs.DescribeLogGroupsOutput{}
	for _, name := range a.groups {
		if strings.HasPrefix(name, *in.LogGroupNamePrefix) {
			out.LogGroups = append(out.LogGroups, logs.LogGroup{LogGroupName: aws.String(name)})
		}
	}
	return out, nil
}

func (a account) HeadBucket(context.Context, *s3.HeadBucketInput, ...func(*s3.Options)) (*s3.HeadBucketOutput, error) {
	if a.bucket != "" {
		return nil, answered("S3", "HeadBucket", a.bucket)
	}
	return &s3.HeadBucketOutput{}, nil
}

func (a account) DescribeTable(context.Context, *dynamodb.DescribeTableInput, ...func(*dynamodb.Options)) (*dynamodb.DescribeTableOutput, error) {
	if strings.HasSuffix(a.table, "Exception") {
		return nil, answered("DynamoDB", "DescribeTable", a.table)
	}
	return &dynamodb.DescribeTableOutput{Table: &tables.TableDescription{TableStatus: tables.TableStatus(a.table)}}, nil
}

const (
	trusted = `%7B%22Statement%22%3A%5B%7B%22Principal%22%3A%7B%22Service%22%3A%22ecs-tasks.amazonaws.com%22%7D%7D%5D%7D` // as IAM gives it
	other   = `{"Statement":[{"Principal":{"Service":"ec2.amazonaws.com"}}]}`
)

func TestRolesAndLogGroups(t *testing.T) {
	definition := attributes{
		"execution_role_arn":    "arn:aws:iam::123456789012:role/shop-prod/shop-prod-web-execution",
		"task_role_arn":         "arn:aws:iam::123456789012:role/shop-prod/shop-prod-web-task",
		"container_definitions": `[{"logConfiguration":{"logDriver":"awslogs","options":{"awslogs-group":"/ecs/shop-prod/web"}}}]`,
	}
	whole := account{roles: map[string]string{"shop-prod-web-execution": trusted, "shop-prod-web-task": trusted}, groups: []string{"/ecs/shop-prod/web", "/ecs/shop-prod/web-old"}}
	own := []made{
		{"aws_iam_role.a", "", "aws_iam_role", nil, "", attributes{"name": "shop-prod-web-execution"}},
		{"aws_iam_role.b", "", "aws_iam_role", nil, "", attributes{"name": "shop-prod-web-task"}},
		{"aws_cloudwatch_log_group.a", "", "aws_cloudwatch_log_group", nil, "", attributes{"name": "/ecs/shop-prod/web"}},
	}
	for _, c := range []struct {
		name    string
		others  []made
		saved   bool
		has     account
		refused []string
	}{
		{"all are there", nil, false, whole, nil},
		{"none is, and they are somebody else's", nil, false, account{groups: []string{"/ecs/shop-prod/web-old"}},
			[]string{"role shop-prod-web-execution of web does not exist", "role shop-prod-web-task of web does not exist", "log group /ecs/shop-prod/web of web does not exist"}},
		{"a role that no task may take on", nil, false, account{roles: map[string]string{"shop-prod-web-execution": trusted, "shop-prod-web-task": other}, groups: whole.groups},
			[]string{"shop-prod-web-task of web can't be taken on"}},
		{"the plan found them a moment ago", own, false, account{}, nil},
		{"an earlier call's plan found them", own, true, account{}, []string{"shop-prod-web-execution", "shop-prod-web-task", "/ecs/shop-prod/web"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := read(t, c.saved, nil, append(slices.Clone(c.others), service("web", "update", 2, definition)...)...)
			_, roles, err := Roles(t.Context(), p, c.has)
			if err != nil {
				t.Fatal(err)
			}
			_, groups, err := LogGroups(t.Context(), p, c.has)
			if err != nil {
				t.Fatal(err)
			}
			found := append(roles, groups...)
			if len(found) != len(c.refused) {
				t.Fatalf("found %v", found)
			}
			for i, want := range c.refused {
				if !strings.Contains(found[i].What, want) || strings.Contains(found[i].Next, "run plan again") != c.saved {
					t.Errorf("%v lacks %q", found[i], want)
				}
			}
		})
	}
}

func TestBackend(t *testing.T) {
	for _, c := range []struct {
		name    string
		has     account
		refused string
		unseen  bool
	}{
		{"both are there", account{table: "ACTIVE"}, "", false},
		{"no bucket", account{bucket: "NotFound", table: "ACTIVE"}, "bucket of the state, shop-state", false},
		{"no table", account{table: "ResourceNotFoundException"}, "table of locks, shop-lock, can't be reached", false},
		{"a table that goes", account{table: "DELETING"}, "is DELETING", false},
		{"neither may be seen", account{bucket: "Forbidden", table: "AccessDeniedException"}, "", true},
	} {
		_, wrong, err := Backend(t.Context(), "shop-state", "shop-lock", "bootstrap plan", c.has, c.has)
		if (err != nil) != c.unseen || (len(wrong) > 0) != (c.refused != "") || !strings.Contains(fmt.Sprint(wrong), c.refused) {
			t.Errorf("%s: %v, %v", c.name, wrong, err)
		}
	}
}
