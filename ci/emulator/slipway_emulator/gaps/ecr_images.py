"""ECR images: when a tag moves, moto deletes the image that had it; and its size of an image is the size of its config.

In AWS the older image stays, untagged, until a lifecycle rule expires it: a service that names it by digest goes on pulling it,
and a rollback depends on that. The size is the sum of what the manifest lists.
"""

from __future__ import annotations

import json
from typing import Any

from .. import patching


def apply() -> None:
    def put_image(
        original: Any, self: Any, repository_name: str, image_manifest: str, image_tag: str | None, *args: Any, **kwargs: Any
    ) -> Any:
        repository = self.repositories.get(repository_name)
        if repository and image_tag:
            # moto refuses to move an immutable tag; whether this one is, it is asked before the tag is taken off the older image.
            self._resolve_image_tag_mutability(repository, image_tag)
            for image in repository.images:
                if image_tag in image.image_tags and image.image_manifest != image_manifest:
                    image.remove_tag(image_tag)
                    if not image.image_tags:
                        image.image_tag = None
        return original(self, repository_name, image_manifest, image_tag, *args, **kwargs)

    def get_image_size_in_bytes(self: Any) -> int | None:
        manifest = json.loads(self.image_manifest)
        parts = [manifest.get("config") or {}, *manifest.get("layers", [])]
        # An index has neither; AWS gives no size for it.
        return sum(int(part.get("size", 0)) for part in parts) if "layers" in manifest else None

    patching.wrap("moto.ecr.models", "ECRBackend.put_image", put_image)
    patching.find("moto.ecr.models", "ECRBackend._resolve_image_tag_mutability")
    patching.replace(
        "moto.ecr.models",
        "Image.get_image_size_in_bytes",
        get_image_size_in_bytes,
        containing='return image_manifest["config"]["size"]',
    )
