"""Security group rules: moto knows a description for address ranges only, and refuses to change a rule for all protocols.

A rule that refers to another group or to a prefix list comes back without its description, a diff on every plan. A change of such a
rule, or of one with protocol -1, is lost or refused because moto wants a port range.
"""

from __future__ import annotations

from typing import Any

from .. import patching


def apply() -> None:
    def initialise(original: Any, self: Any, *args: Any, **kwargs: Any) -> None:
        original(self, *args, **kwargs)
        # moto passes it by position, the eighth after self.
        prefix_list = kwargs.get("prefix_list_id") or (args[7] if len(args) > 7 else None)
        if prefix_list:
            self.own_description = prefix_list.get("Description")

    def description(self: Any) -> str | None:
        own = getattr(self, "own_description", None)
        return own or self.ip_range.get("Description") or self.source_group.get("Description")

    def modify(original: Any, self: Any, group_id: str, rules: dict[str, Any]) -> None:
        for rule in rules.values():
            if str(rule.get("IpProtocol")) == "-1":
                rule.setdefault("FromPort", -1)
                rule.setdefault("ToPort", -1)
        original(self, group_id, rules)
        group = self.get_security_group_by_name_or_id(group_id)
        for identifier, new in rules.items():
            rule = group.get_rule(identifier)
            if str(new.get("IpProtocol")) == "-1":
                rule.from_port = rule.to_port = None
            if "Description" in new:
                rule.own_description = new["Description"]
            if new.get("ReferencedGroupId"):
                # moto leaves a description in the address range that such a rule does not have.
                rule.ip_range = {}
                rule.source_group = {**rule.source_group, "GroupId": new["ReferencedGroupId"]}
            if new.get("PrefixListId"):
                rule.ip_range = {}
                rule.prefix_list_id = new["PrefixListId"]
            if new.get("CidrIpv6"):
                rule.ip_range["CidrIpv6"] = new["CidrIpv6"]

    module = "moto.ec2.models.security_groups"
    patching.wrap(module, "SecurityGroupRule.__init__", initialise)
    patching.replace(
        module, "SecurityGroupRule.description", property(description), containing='return self.ip_range.get("Description")'
    )
    patching.wrap(module, "SecurityGroupBackend.modify_security_group_rules", modify)
