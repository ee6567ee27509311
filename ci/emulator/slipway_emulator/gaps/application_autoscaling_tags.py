"""Application Auto Scaling: moto has no tags, so the provider's ListTagsForResource fails and is retried for minutes.

Tags given to RegisterScalableTarget, TagResource and UntagResource are kept by ARN.
"""

from __future__ import annotations

import json
from typing import Any

from .. import patching


def apply() -> None:
    def tags_of(self: Any) -> dict[str, str]:
        backend = self.applicationautoscaling_backend
        if not hasattr(backend, "tags_by_arn"):
            backend.tags_by_arn = {}
        body = json.loads(self.body)
        return backend.tags_by_arn.setdefault(body["ResourceARN"], {})

    def list_tags_for_resource(self: Any) -> str:
        return json.dumps({"Tags": tags_of(self)})

    def tag_resource(self: Any) -> str:
        tags_of(self).update(json.loads(self.body).get("Tags", {}))
        return json.dumps({})

    def untag_resource(self: Any) -> str:
        tags = tags_of(self)
        for key in json.loads(self.body).get("TagKeys", []):
            tags.pop(key, None)
        return json.dumps({})

    def register_scalable_target(original: Any, self: Any) -> str:
        answer = original(self)
        tags = self._get_param("Tags")
        if tags:
            backend = self.applicationautoscaling_backend
            if not hasattr(backend, "tags_by_arn"):
                backend.tags_by_arn = {}
            backend.tags_by_arn.setdefault(json.loads(answer)["ScalableTargetARN"], {}).update(tags)
        return answer

    owner = "ApplicationAutoScalingResponse"
    module = "moto.applicationautoscaling.responses"
    patching.add(module, f"{owner}.list_tags_for_resource", list_tags_for_resource)
    patching.add(module, f"{owner}.tag_resource", tag_resource)
    patching.add(module, f"{owner}.untag_resource", untag_resource)
    patching.wrap(module, f"{owner}.register_scalable_target", register_scalable_target)
