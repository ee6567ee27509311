"""S3 delete markers: a marker that is the last version of its key cannot be deleted by name of version, moto answers 500.

Terraform's lock file is deleted after every run, so each versioned state bucket has such markers, and emptying it (force_destroy)
fails on them.
"""

from __future__ import annotations

from typing import Any

from .. import patching


def apply() -> None:
    def dispose(self: Any, garbage: bool = False) -> None:
        """A marker holds no content to let go."""

    patching.add("moto.s3.models", "FakeDeleteMarker.dispose", dispose)
