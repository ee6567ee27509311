"""S3 lifecycle rules: moto drops NewerNoncurrentVersions and the object size of a filter.

The provider waits until the configuration it reads equals the one it wrote, so a rule with either ends in a timeout after three
minutes.
"""

from __future__ import annotations

from typing import Any

from .. import patching

SIZES = ("ObjectSizeGreaterThan", "ObjectSizeLessThan")


def apply() -> None:
    def set_lifecycle(original: Any, self: Any, rules: list[dict[str, Any]]) -> None:
        original(self, rules)
        for kept, given in zip(self.rules, rules, strict=True):
            kept.newer_noncurrent_versions = (given.get("NoncurrentVersionExpiration") or {}).get("NewerNoncurrentVersions")
            kept.sizes = _sizes(given.get("Filter") or {})
            kept.sizes_together = _sizes((given.get("Filter") or {}).get("And") or {})

    def get_bucket_lifecycle(original: Any, self: Any) -> Any:
        kept = self.backend.get_bucket_lifecycle(self.bucket_name) or []
        serialised = self.serialized

        def completed(answer: Any) -> Any:
            # An error is serialised through here too; it has no rules.
            shown = answer.result.get("Rules", []) if isinstance(answer.result, dict) else []
            for rule, source in zip(shown, kept, strict=False):
                if source.newer_noncurrent_versions:
                    rule["NoncurrentVersionExpiration"]["NewerNoncurrentVersions"] = source.newer_noncurrent_versions
                rule.get("Filter", {}).update(source.sizes)
                rule.get("Filter", {}).get("And", {}).update(source.sizes_together)
            return serialised(answer)

        self.serialized = completed
        return original(self)

    patching.wrap("moto.s3.models", "FakeBucket.set_lifecycle", set_lifecycle)
    patching.wrap("moto.s3.responses", "S3Response.get_bucket_lifecycle", get_bucket_lifecycle)


def _sizes(block: dict[str, Any]) -> dict[str, Any]:
    return {name: block[name] for name in SIZES if name in block}
