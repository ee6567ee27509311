"""RDS instances: moto gives every instance the same DbiResourceId.

The provider finds an instance again by this id, so with two databases it finds both and says that neither exists.

Each instance gets an id of its own, of the same form, which stays for its life. A replica is a copy of its source in moto, and
gets one too.
"""

from __future__ import annotations

import secrets
from typing import Any

from .. import patching

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def _identify(database: Any) -> None:
    database.dbi_resource_id = "db-" + "".join(secrets.choice(ALPHABET) for _ in range(26))


def apply() -> None:
    def initialise(original: Any, self: Any, *args: Any, **kwargs: Any) -> None:
        original(self, *args, **kwargs)
        _identify(self)

    def create_db_instance_read_replica(original: Any, self: Any, *args: Any, **kwargs: Any) -> Any:
        replica = original(self, *args, **kwargs)
        _identify(replica)
        return replica

    patching.wrap("moto.rds.models", "DBInstance.__init__", initialise)
    patching.wrap("moto.rds.models", "RDSBackend.create_db_instance_read_replica", create_db_instance_read_replica)
