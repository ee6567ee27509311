"""Auto Scaling groups: moto launches every instance in the first subnet, without the template's instance profile, and reports the
template's default version rather than the one the instance runs.

AWS balances a group over its availability zones; high availability cannot be read from the emulator when it does not. Each new
instance here goes to the subnet whose zone holds the fewest of the group's instances, with the launch template version that the
group asks for, and keeps that version until it is replaced.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from .. import patching


def apply() -> None:
    from moto.autoscaling.models import ASG_NAME_TAG, InstanceState

    def launch(self: Any, count_needed: int, propagated_tags: dict[str, str]) -> None:
        tags = {**propagated_tags, ASG_NAME_TAG: self.name, **self.instance_tags}
        version = None
        if self.ec2_launch_template:
            version = self.ec2_launch_template.get_version(self.launch_template_version)
        for _ in range(count_needed):
            subnet_id, zone = _emptiest(self)
            reservation = self.autoscaling_backend.ec2_backend.run_instances(
                self.image_id,
                1,
                self.user_data,
                self.security_groups,
                instance_type=self.instance_type,
                tags={"instance": tags},
                placement=zone,
                launch_config=self.launch_config,
                launch_template=_template(version),
                is_instance_type_default=False,
                associate_public_ip=self.launch_config.associate_public_ip_address if self.launch_config else None,
                subnet_id=subnet_id,
            )
            for instance in reservation.instances:
                instance.autoscaling_group = self
                state = InstanceState(
                    instance, protected_from_scale_in=self.new_instances_protected_from_scale_in
                )
                state.launched_version = version.number if version else None
                self.instance_states.append(state)
                _give_profile(self, instance, version)

    def launch_template(self: Any) -> dict[str, Any] | None:
        template = self.auto_scaling_group.ec2_launch_template if self.auto_scaling_group else None
        if template is None:
            return None
        version = getattr(self, "launched_version", None) or template.default_version_number
        return {"LaunchTemplateId": template.id, "LaunchTemplateName": template.name, "Version": str(version)}

    module = "moto.autoscaling.models"
    patching.replace(
        module,
        "FakeAutoScalingGroup.replace_autoscaling_group_instances",
        launch,
        containing="create all instances in a single subnet",
    )
    patching.replace(
        module, "InstanceState.launch_template", property(launch_template), containing="default_version_number"
    )


def _emptiest(group: Any) -> tuple[str | None, str]:
    zones = Counter(state.availability_zone for state in group.instance_states)
    if not group.vpc_zone_identifier:
        return None, min(group.availability_zones, key=lambda zone: zones[zone])
    subnets = group.autoscaling_backend.ec2_backend.describe_subnets(subnet_ids=group.vpc_zone_identifier.split(","))
    subnet = min(subnets, key=lambda candidate: (zones[candidate.availability_zone], candidate.availability_zone))
    return subnet.id, subnet.availability_zone


def _template(version: Any) -> dict[str, str] | None:
    if version is None:
        return None
    return {"LaunchTemplateId": version.template.id, "Version": str(version.number)}


def _give_profile(group: Any, instance: Any, version: Any) -> None:
    wanted = (version.data.get("IamInstanceProfile") or {}) if version else {}
    if not wanted:
        return
    # moto's own association is what DescribeIamInstanceProfileAssociations and termination go by.
    group.autoscaling_backend.ec2_backend.associate_iam_instance_profile(
        instance.id, iam_instance_profile_name=wanted.get("Name"), iam_instance_profile_arn=wanted.get("Arn")
    )
