"""Launch templates: moto copies the template's own tags into the data of its first version.

AWS keeps the two apart: TagSpecifications of the request tag the launch template itself, those inside LaunchTemplateData tag what it
launches. With the provider's default_tags, moto's version data gains a `launch-template` entry that Terraform never wrote, and every
plan wants to remove it.
"""

from __future__ import annotations

from typing import Any

from .. import patching


def apply() -> None:
    def create_launch_template(
        original: Any, self: Any, name: str, description: str, template_data: dict[str, Any], tag_spec: dict[str, Any]
    ) -> Any:
        kept = [
            specification
            for specification in template_data.get("TagSpecifications") or []
            if specification.get("ResourceType") != "launch-template"
        ]
        template_data.pop("TagSpecifications", None)
        if kept:
            template_data["TagSpecifications"] = kept
        return original(self, name, description, template_data, tag_spec)

    patching.wrap(
        "moto.ec2.models.launch_templates", "LaunchTemplateBackend.create_launch_template", create_launch_template
    )
