"""Every gap between moto and what Terraform needs, one file each. The order matters where two gaps wrap the same call."""

from __future__ import annotations

import importlib

GAPS = [
    "s3_delete_markers",
    "s3_lifecycle_rules",
    "s3_policy_conditions",
    "ec2_instance_interfaces",
    "ec2_interface_dns_name",
    "ec2_launch_template_tags",
    "ec2_launch_template_versions",
    "ec2_nat_gateway_interfaces",
    "ec2_security_group_rules",
    "rds_parameter_source",
    "rds_performance_insights",
    "rds_resource_ids",
    "rds_master_secrets",
    "rds_servers",
    "kms_digests",
    "sqs_queue_attributes",
    "route53_foreign_zones",
    "acm_dns_validation",
    "cloudwatch_composite_alarms",
    "application_autoscaling_tags",
    "autoscaling_fields",
    "autoscaling_force_delete",
    "autoscaling_spread",
    "autoscaling_instance_refresh",
    "autoscaling_lifecycle_hooks",
    "ecr_authorization_expiry",
    "iam_simulation",
    "sts_session_keys",
    "ecr_images",
    "elbv2_deletion_protection",
    "elbv2_foreign_certificates",
    "elbv2_targets_by_port",
    "ecs_account_settings",
    "ecs_capacity_provider_list",
    "ecs_capacity_provider_update",
    "ecs_inactive_clusters",
    "ecs_container_instances",
    # The outer wrapper of create_service is the one applied last: fields are kept first, then the deployment begins with them.
    "ecs_service_fields",
    "ecs_deployments",
    "ecs_service_connect",
    "ecs_run_task",
    "ecs_service_deployments_api",
    # The outer wrapper of deregister_scalable_target is the one applied last: what is not there takes nothing along.
    "application_autoscaling_policies",
    "application_autoscaling_not_found",
    "ecs_execute_command",
    "application_autoscaling_range",
]


def apply_all() -> None:
    """Apply every gap; raise patching.GapError at the first one that does not fit this moto."""
    for name in GAPS:
        importlib.import_module(f"{__name__}.{name}").apply()
