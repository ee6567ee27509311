"""RDS's secret of a master user: moto writes the same user and password into each, a rotation leaves it without a value, and a change
that says once more that RDS manages the password makes another secret.

RDS writes the instance's own master user, and makes up each password. It has characters that a URL must escape, but none that
RDS forbids: whoever puts it into a connection string as it is finds out here.
"""

from __future__ import annotations

import json
import secrets
from typing import Any

from .. import patching

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&()*+-.:<=>?[]_{|}~"


def credentials(username: str) -> str:
    password = "".join(secrets.choice(ALPHABET) for _ in range(28))
    return json.dumps({"username": username, "password": password})


def apply() -> None:
    def generate(self: Any) -> str:
        return credentials(self.resource.master_username)

    def rotate_secret(original: Any, self: Any, secret_id: str, *args: Any, **kwargs: Any) -> Any:
        answer = original(self, secret_id, *args, **kwargs)
        secret = self.secrets[secret_id]
        version = secret.versions.get(secret.default_version_id)
        if secret.owning_service == "rds" and version and "secret_string" not in version:
            version["secret_string"] = secret.secret_string = credentials(json.loads(secret.secret_string)["username"])
        return answer

    patching.replace(
        "moto.rds.models", "MasterUserSecret._generate_secret_string", generate, containing='"username": "admin", "password": "P@55w0rd!"'
    )
    # Terraform says it of each instance that it imports. RDS turns the management on where it is off, and does nothing where it is on.
    def update(original: Any, self: Any, *args: Any, **kwargs: Any) -> None:
        if self.manage_master_user_password and kwargs.get("manage_master_user_password"):
            kwargs["manage_master_user_password"] = None
        original(self, *args, **kwargs)

    patching.wrap("moto.secretsmanager.models", "SecretsManagerBackend.rotate_secret", rotate_secret)
    patching.wrap("moto.rds.models", "DBInstance.update", update)
