package preflight

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"golang.org/x/sync/errgroup"

	"dagger/slipway/internal/awserror"
)

// IAM is what is asked of it.
type IAM interface {
	GetRole(context.Context, *iam.GetRoleInput, ...func(*iam.Options)) (*iam.GetRoleOutput, error)
}

// Logs is what is asked of CloudWatch.
type Logs interface {
	DescribeLogGroups(context.Context, *cloudwatchlogs.DescribeLogGroupsInput, ...func(*cloudwatchlogs.Options)) (*cloudwatchlogs.DescribeLogGroupsOutput, error)
}

// Roles refuses task definitions whose roles are not there, or are no task's to take on: ECS would start no task.
func Roles(ctx context.Context, p *Plan, api IAM) (string, []Wrong, error) {
	named := p.named("aws_iam_role", func(definition *resource) []string {
		var names []string
		for _, attribute := range []string{"execution_role_arn", "task_role_arn"} {
			if parsed, err := arn.Parse(definition.text(attribute)); err == nil {
				names = append(names, parsed.Resource[strings.LastIndexByte(parsed.Resource, '/')+1:])
			}
		}
		return names
	})
	wrong, err := each(named, func(name string, of []string) (*Wrong, error) {
		out, err := api.GetRole(ctx, &iam.GetRoleInput{RoleName: aws.String(name)})
		switch {
		case awserror.Code(err) == "NoSuchEntity":
			return &Wrong{fmt.Sprintf("role %s of %s does not exist", name, strings.Join(of, ", ")), p.again("aws_iam_role", name)}, nil
		case err != nil:
			return nil, err
		case out.Role == nil || !trustsTasks(aws.ToString(out.Role.AssumeRolePolicyDocument)):
			return &Wrong{fmt.Sprintf("role %s of %s can't be taken on by ECS's tasks: its trust policy does not name %s", name, strings.Join(of, ", "), tasksOf), p.again("aws_iam_role", name)}, nil
		}
		return nil, nil
	})
	return seen(len(named), "roles"), wrong, err
}

const tasksOf = "ecs-tasks.amazonaws.com"

// trustsTasks reports whether a trust policy names ECS's tasks. Conditions are not looked at.
func trustsTasks(document string) bool {
	plain, err := url.QueryUnescape(document)
	return err == nil && strings.Contains(plain, `"`+tasksOf+`"`)
}

// LogGroups refuses task definitions whose log groups are not there: ECS would start no task.
func LogGroups(ctx context.Context, p *Plan, api Logs) (string, []Wrong, error) {
	named := p.named("aws_cloudwatch_log_group", func(definition *resource) []string {
		var containers []struct {
			LogConfiguration struct{ Options map[string]string }
		}
		_ = json.Unmarshal([]byte(definition.text("container_definitions")), &containers) // not known before the apply, where it has an address in it
		var names []string
		for _, c := range containers {
			if group := c.LogConfiguration.Options["awslogs-group"]; group != "" && c.LogConfiguration.Options["awslogs-create-group"] != "true" {
				names = append(names, group)
			}
		}
		return names
	})
	wrong, err := each(named, func(name string, of []string) (*Wrong, error) {
		out, err := api.DescribeLogGroups(ctx, &cloudwatchlogs.DescribeLogGroupsInput{LogGroupNamePrefix: aws.String(name)})
		if err != nil {
			return nil, err
		}
		for _, group := range out.LogGroups {
			if aws.ToString(group.LogGroupName) == name {
				return nil, nil
			}
		}
		return &Wrong{fmt.Sprintf("log group %s of %s does not exist", name, strings.Join(of, ", ")), p.again("aws_cloudwatch_log_group", name)}, nil
	})
	return seen(len(named), "log groups"), wrong, err
}

// again is what to do about a thing that is not there as the plan found it, or that is somebody else's.
func (p *Plan) again(kind, name string) string {
	if slices.ContainsFunc(p.all(kind), func(r *resource) bool { return r.text("name") == name }) {
		return "run plan again, which mends it"
	}
	return "it is in no stack: have its owner make it, or name another in the HCL"
}

func seen(n int, what string) string {
	if n == 0 {
		return "the plan found the " + what + " there, or makes them"
	}
	return fmt.Sprintf("%d %s are there", n, what)
}

// named are the names that task definitions give to things of a type, each with their families. What the plan makes is left out, and
// what it found there, unless that was an earlier call's.
func (p *Plan) named(kind string, names func(*resource) []string) map[string][]string {
	there := map[string]bool{}
	for _, r := range p.all(kind) {
		if r.adds() || !p.Saved {
			there[r.text("name")] = true
		}
	}
	named := map[string][]string{}
	for _, definition := range p.all("aws_ecs_task_definition") {
		for _, name := range names(definition) {
			if family := definition.text("family"); !there[name] && !slices.Contains(named[name], family) {
				named[name] = append(named[name], family)
			}
		}
	}
	return named
}

// each asks for all names side by side.
func each(named map[string][]string, ask func(name string, of []string) (*Wrong, error)) ([]Wrong, error) {
	names := slices.Sorted(maps.Keys(named))
	found, failed := make([]*Wrong, len(names)), make([]error, len(names))
	var group errgroup.Group
	group.SetLimit(side)
	for i, name := range names {
		group.Go(func() error {
			found[i], failed[i] = ask(name, named[name])
			return nil
		})
	}
	_ = group.Wait() // each has its own error
	var wrong []Wrong
	for _, w := range found {
		if w != nil {
			wrong = append(wrong, *w)
		}
	}
	return wrong, errors.Join(failed...)
}
