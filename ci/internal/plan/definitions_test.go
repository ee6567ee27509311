package plan

import (
	"slices"
	"testing"
)

func TestDefinitions(t *testing.T) {
	got, err := Definitions([]byte(`{"format_version": "1.2", "terraform_version": "1.11.4", "resource_changes": [
		{"address": "a", "mode": "managed", "type": "aws_ecs_task_definition", "change": {"actions": ["create", "delete"], "before": {"arn": "arn:x:task-definition/web:7"}, "after": {}}},
		{"address": "b", "mode": "managed", "type": "aws_ecs_task_definition", "change": {"actions": ["create"], "before": null, "after": {}}},
		{"address": "c", "mode": "managed", "type": "aws_ecs_task_definition", "change": {"actions": ["no-op"], "before": {"arn": "arn:x:task-definition/orders:2"}, "after": {}}},
		{"address": "d", "mode": "managed", "type": "aws_ecs_service", "change": {"actions": ["delete", "create"], "before": {"arn": "arn:x:service/web"}, "after": {}}}
	]}`))
	if want := []string{"arn:x:task-definition/web:7"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("got %v, %v; want %v", got, err, want)
	}
}
