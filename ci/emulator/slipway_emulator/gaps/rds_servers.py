"""RDS instances: moto calls an instance available as soon as it has a record of it, and a reboot does nothing.

Where instances have servers (databases.py), an instance's status follows its server, and a reboot reaches it.
"""

from __future__ import annotations

from typing import Any

from .. import databases, patching


def apply() -> None:
    def read(self: Any) -> str:
        return databases.status(self, self.__dict__["_status"])

    def write(self: Any, value: str) -> None:
        self.__dict__["_status"] = value

    def reboot_db_instance(original: Any, self: Any, *args: Any, **kwargs: Any) -> Any:
        database = original(self, *args, **kwargs)
        databases.rebooted(database)
        return database

    patching.add("moto.rds.models", "DBInstance.status", property(read, write))
    patching.wrap("moto.rds.models", "RDSBackend.reboot_db_instance", reboot_db_instance)
