# Queues, and the workers that follow them.
package slipway_test

# A worker's messages wait for it; of a service that answers requests, or of another range, nothing does.
test_what_waits_in_a_queue_may_have_no_task[name] if {
	some name, test in {
		"a worker of a queue": {"balancer": [], "namespace": "AWS/SQS", "id": "service/c/a", "want": set()},
		"behind a load balancer": {"balancer": [{"container_name": "a"}], "namespace": "AWS/SQS", "id": "service/c/a", "want": {["two-tasks-per-service", "aws_ecs_service.this"]}},
		"a worker of something else": {"balancer": [], "namespace": "Own", "id": "service/c/a", "want": {["two-tasks-per-service", "aws_ecs_service.this"]}},
		"another's queue": {"balancer": [], "namespace": "AWS/SQS", "id": "service/c/b", "want": {["two-tasks-per-service", "aws_ecs_service.this"]}},
	}
	service := made("aws_ecs_service.this", {"name": "a", "scheduling_strategy": "REPLICA", "load_balancer": test.balancer})
	target := made("aws_appautoscaling_target.this", {"service_namespace": "ecs", "resource_id": "service/c/a", "min_capacity": 0})
	metrics := [{"id": "visible", "metric_stat": [{"metric": [{"namespace": test.namespace}]}]}]
	policy_of := made("aws_appautoscaling_policy.this", {"resource_id": test.id, "target_tracking_scaling_policy_configuration": [{"customized_metric_specification": [{"metrics": metrics}]}]})
	{f | some f in found(plan_of([service, target, policy_of])); f[0] == "two-tasks-per-service"} == test.want
}

test_a_night_counts_too[night] if {
	some night, want in {"2": set(), "1": {["two-tasks-per-service", "aws_ecs_service.this"]}}
	service := made("aws_ecs_service.this", {"name": "a", "scheduling_strategy": "REPLICA"})
	target := made("aws_appautoscaling_target.timed", {"service_namespace": "ecs", "resource_id": "service/c/a", "min_capacity": 4})
	action := made("aws_appautoscaling_scheduled_action.this", {"resource_id": "service/c/a", "scalable_target_action": [{"min_capacity": night, "max_capacity": "4"}]})
	found(plan_of([service, target, action])) == want
}

# On a first plan a dead-letter queue has no ARN yet: the configuration tells which it is.
test_a_dead_letter_queue_needs_none if {
	queue := made("aws_sqs_queue.this", {"name": "a", "policy": plain_denied})
	dead := made("aws_sqs_queue.dead", {"name": "b", "policy": plain_denied})
	input_plan := configured([queue, dead], [block("aws_sqs_queue.this", {"redrive_policy": to(["aws_sqs_queue.dead.arn", "aws_sqs_queue.dead"])}), block("aws_sqs_queue.dead", {})])
	found(input_plan) == set()
	unset := configured([queue, dead], [block("aws_sqs_queue.this", {}), block("aws_sqs_queue.dead", {})])
	found(unset) == {["queues-keep-failures", "aws_sqs_queue.this"], ["queues-keep-failures", "aws_sqs_queue.dead"]}
}

plain_denied := json.marshal({"Statement": {"Effect": "Deny", "Principal": "*", "Action": "sqs:*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": false}}}})
