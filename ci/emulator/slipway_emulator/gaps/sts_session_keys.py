"""STS: moto's session keys look like AWS's, and the pipeline sends no such key over plain HTTP.

They begin with LSIA instead of ASIA, as those of other emulators do: whoever sees one knows that it opens nothing.
"""

from __future__ import annotations

from typing import Any

from .. import patching


def apply() -> None:
    from moto.iam.models import AccessKey

    def create_temp_access_key(self: Any) -> AccessKey:
        key = AccessKey(user_name=None, prefix="LSIA", account_id=self.account_id)
        self.access_keys[key.physical_resource_id] = key
        return key

    patching.replace("moto.iam.models", "IAMBackend.create_temp_access_key", create_temp_access_key, containing='prefix="ASIA"')
