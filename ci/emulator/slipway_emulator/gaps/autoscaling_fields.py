"""Auto Scaling groups: moto drops settings that Terraform then sets again on every plan.

Kept on create and update: instance warm-up and lifetime, the maintenance policy, the zone distribution, the cooldown and the
termination policies (the last two are lost on update only). An update that says nothing of them keeps the instances' types, too,
unless it names another template.
"""

from __future__ import annotations

from typing import Any

from .. import patching

FIELDS = {
    "DefaultInstanceWarmup": "default_instance_warmup",
    "MaxInstanceLifetime": "max_instance_lifetime",
    "InstanceMaintenancePolicy": "instance_maintenance_policy",
    "AvailabilityZoneDistribution": "availability_zone_distribution",
    "AvailabilityZoneImpairmentPolicy": "availability_zone_impairment_policy",
    "CapacityReservationSpecification": "capacity_reservation_specification",
    "DesiredCapacityType": "desired_capacity_type",
    "Context": "context",
    "DefaultCooldown": "default_cooldown",
    "TerminationPolicies": "termination_policies",
    "CapacityRebalance": "capacity_rebalance",
}


def apply() -> None:
    def keep(original: Any, self: Any) -> Any:
        answer = original(self)
        group = self.autoscaling_backend.autoscaling_groups[self._get_param("AutoScalingGroupName")]
        for parameter, attribute in FIELDS.items():
            value = self._get_param(parameter)
            if value is not None:
                setattr(group, attribute, value)
        return answer

    def keep_types(original: Any, self: Any, **settings: Any) -> None:
        policy = self.mixed_instances_policy
        original(self, **settings)
        if not settings["launch_template"] and not settings["launch_config_name"]:
            self.mixed_instances_policy = settings["mixed_instances_policy"] or policy

    patching.wrap("moto.autoscaling.models", "FakeAutoScalingGroup.update", keep_types)
    patching.wrap("moto.autoscaling.responses", "AutoScalingResponse.create_auto_scaling_group", keep)
    patching.wrap("moto.autoscaling.responses", "AutoScalingResponse.update_auto_scaling_group", keep)
