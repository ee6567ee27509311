"""ECS clusters: moto never registers a container instance by itself, so a cluster on EC2 stays empty.

In AWS the agent on each instance registers it with the cluster that the instance's user data names. The same is read here: the
InService instances of every Auto Scaling group whose user data says `ECS_CLUSTER=name` (or Bottlerocket's `cluster = "name"`) are
the cluster's container instances; without a word about it the agent joins the cluster called default. A group that forgets the
line therefore leaves its cluster empty, here as there. Nothing runs on the instances.
"""

from __future__ import annotations

import base64
import re
from typing import Any

from .. import patching

CLUSTER_IN_USER_DATA = re.compile(
    r"^\s*(?:echo\s+[\"']?)?(?:export\s+)?(?:ECS_CLUSTER\s*=|cluster\s*=)\s*[\"']?([A-Za-z0-9_-]+)", re.MULTILINE
)


def cluster_named_by(user_data: Any) -> str:
    """Return the cluster that an instance with this user data joins."""
    if not user_data:
        return "default"
    text = base64.b64decode(str(user_data)).decode("utf-8", errors="replace")
    # A shell script may put the line anywhere: `echo ECS_CLUSTER=x >> /etc/ecs/ecs.config` or a here-document.
    match = CLUSTER_IN_USER_DATA.search(text) or re.search(r"ECS_CLUSTER=[\"']?([A-Za-z0-9_-]+)", text)
    return match.group(1) if match else "default"


def sync(backend: Any, cluster: Any) -> list[Any]:
    """Bring the cluster's container instances in line with the Auto Scaling groups and return those that accept tasks."""
    from moto.autoscaling.models import autoscaling_backends

    groups = autoscaling_backends[backend.account_id][backend.region_name].autoscaling_groups
    running = {
        state.instance_id: group
        for group in list(groups.values())
        if cluster_named_by(group.user_data) == cluster.name
        for state in group.active_instances()
        if state.instance.state == "running"
    }
    registered = backend.container_instances.setdefault(cluster.name, {})
    for key, instance in list(registered.items()):
        if getattr(instance, "from_group", False) and instance.ec2_instance_id not in running:
            instance.agent_connected = False
            instance.status = "INACTIVE"
            del registered[key]
    known = {instance.ec2_instance_id for instance in registered.values()}
    for instance_id, group in running.items():
        if instance_id not in known:
            instance = backend.register_container_instance(cluster.name, instance_id)
            instance.from_group = True
            instance.capacity_provider_name = _provider_of(backend, group)
    # Read again: moto puts a new dictionary in the place of an empty one.
    registered = backend.container_instances[cluster.name]
    cluster.registered_container_instances_count = len(registered)
    return [instance for instance in registered.values() if instance.status == "ACTIVE"]


def _provider_of(backend: Any, group: Any) -> str | None:
    for provider in backend.capacity_providers.values():
        if provider.auto_scaling_group_provider.get("autoScalingGroupArn") in (group.arn, group.name):
            return provider.name
    return None


def apply() -> None:
    def synced(original: Any, self: Any, cluster_str: str, *args: Any, **kwargs: Any) -> Any:
        cluster = self.clusters.get(cluster_str.split("/")[-1])
        if cluster:
            sync(self, cluster)
        return original(self, cluster_str, *args, **kwargs)

    def described(original: Any, self: Any, cluster_names: list[str]) -> Any:
        for cluster in list(self.clusters.values()):
            sync(self, cluster)
        return original(self, cluster_names)

    module = "moto.ecs.models"
    patching.find(module, "EC2ContainerServiceBackend.register_container_instance")
    patching.find("moto.autoscaling.models", "FakeAutoScalingGroup.active_instances")
    for name in ("list_container_instances", "describe_container_instances", "run_task"):
        patching.wrap(module, f"EC2ContainerServiceBackend.{name}", synced)
    patching.wrap(module, "EC2ContainerServiceBackend.describe_clusters", described)
