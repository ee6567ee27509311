"""SQS: in moto each SetQueueAttributes without a policy takes the queue's policy away, and no queue says who may use it as a dead-letter queue.

AWS changes what the call names, and nothing else. RedriveAllowPolicy is an attribute like the others there; hashicorp/aws sets it, waits two
minutes to read it, and fails. And AWS answers a redrive policy without spaces, where moto has some: a diff on every plan.
"""

from __future__ import annotations

import json
from typing import Any

from .. import patching

ALLOW = "RedriveAllowPolicy"
MODULE = "moto.sqs.models"


def apply() -> None:
    def set_attributes(original: Any, self: Any, attributes: dict[str, Any], now: float | None = None) -> None:
        made = hasattr(self, "_policy_json")
        policy = self.policy if made else None
        original(self, attributes, now)
        if made and "Policy" not in attributes:
            self.policy = policy

    patching.wrap(MODULE, "Queue._set_attributes", set_attributes)

    plain = patching.find(MODULE, "Queue.attributes")[2].fget

    def attributes(self: Any) -> dict[str, Any]:
        found: dict[str, Any] = plain(self)
        if getattr(self, "redrive_allow_policy", None):
            found[ALLOW] = self.redrive_allow_policy
        if found.get("RedrivePolicy"):
            found["RedrivePolicy"] = json.dumps(json.loads(found["RedrivePolicy"]), separators=(",", ":"))
        return found

    patching.replace(MODULE, "Queue.attributes", property(attributes), containing='result["RedrivePolicy"]')

    def get_queue_attributes(original: Any, self: Any, queue_name: str, attribute_names: list[str]) -> dict[str, Any]:
        found: dict[str, Any] = original(self, queue_name, [name for name in attribute_names if name != ALLOW])
        allowed = self.get_queue(queue_name).attributes.get(ALLOW)
        if ALLOW in attribute_names and allowed:
            found[ALLOW] = allowed
        return found

    patching.wrap(MODULE, "SQSBackend.get_queue_attributes", get_queue_attributes)
