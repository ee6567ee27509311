"""What runs the servers of PostgreSQL instances asks for and reports. The gateway's package databases is one.

GET  /_slipway/databases/instances       which instances have a server, and the revision of what each is to be
GET  /_slipway/databases/instance?id=ID  all that is needed to run one; the master user's password is in it
POST /_slipway/databases/instance        what became of it: id, revision, status available or failed

SLIPWAY_DATABASES=real says that there is such a one: the gateway sets it once it has seen that PostgreSQL can run.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from typing import Any

from moto.core.exceptions import JsonRESTError
from moto.rds.models import rds_backends

REPORTED = ["available", "failed"]
# A revision's parts, and an instance's status while its server does not have that part yet.
CHANGING = ["starting", "rebooting", "resetting-master-credentials", "modifying"]
# A revision tells that a password changed, and nothing about the password.
SALT = secrets.token_bytes(16)
# Resource id → the last report.
_told: dict[str, dict[str, str]] = {}


class Unknown(LookupError):
    """An instance that RDS does not have, or has no more."""


def real() -> bool:
    """Tell whether instances have servers."""
    return os.environ.get("SLIPWAY_DATABASES", "simulated").lower() == "real"


def served(database: Any) -> bool:
    """Tell whether an instance has a server of its own: replicas, Aurora and other engines are records."""
    return database.engine == "postgres" and not database.is_replica and not database.db_cluster_identifier


def status(database: Any, stored: str) -> str:
    """Return an instance's status: what its server has come to, where the API alone would say that it is available."""
    if stored != "available" or not real() or not served(database):
        return stored
    told = _told.get(database.dbi_resource_id)
    if told is None:
        return "creating"
    if told["status"] == "failed":
        return "failed"
    parts = zip(CHANGING, told["revision"].split("-"), _revision(database).split("-"), strict=True)
    return next((name for name, has, wanted in parts if has != wanted), "available")


def listed() -> dict[str, Any]:
    return {"instances": [{"id": database.dbi_resource_id, "revision": _revision(database)} for database in _served()]}


def detail(resource_id: str) -> dict[str, Any]:
    database = _find(resource_id)
    return {
        "id": resource_id, "identifier": database.db_instance_identifier, "revision": _revision(database),
        "address": database.address, "port": database.port, "database": database.db_name or "", "user": database.master_username,
        "password": _password(database), "forceTLS": _forces_tls(database), "stopped": _stopped(database), "reboots": _reboots(database),
    }


def report(body: dict[str, Any]) -> None:
    database = _find(str(body.get("id")))
    if body.get("status") not in REPORTED:
        raise ValueError(f"status {body.get('status')!r} is none of {', '.join(REPORTED)}")
    _told[database.dbi_resource_id] = {"revision": str(body["revision"]), "status": body["status"]}


def rebooted(database: Any) -> None:
    database.server_reboots = _reboots(database) + 1


def _revision(database: Any) -> str:
    # Whether TLS is forced is not in it: it counts from the next start of the server, as pending-reboot says.
    return "-".join([
        str(int(_stopped(database))), str(_reboots(database)), _digest(_password(database)),
        _digest(f"{database.address} {database.port}"),
    ])


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), key=SALT, digest_size=8).hexdigest()


def _reboots(database: Any) -> int:
    return getattr(database, "server_reboots", 0)


def _stopped(database: Any) -> bool:
    return bool(database.__dict__["_status"] == "stopped")


def _password(database: Any) -> str:
    """Return the master user's password, "" where somebody broke the secret: the server then keeps the one it has."""
    if not database.manage_master_user_password:
        return database._master_user_password or ""
    kept = database.master_user_secret
    try:
        value = kept.secretsmanager.get_secret_value(kept.secret_arn, None, None)["SecretString"]
        return str(json.loads(value)["password"])
    except (JsonRESTError, ValueError, KeyError, TypeError):
        return ""


def _forces_tls(database: Any) -> bool:
    group = database.backend.db_parameter_groups.get(database.db_parameter_group_name or "")
    said = group and group.parameters.get("rds.force_ssl", {}).get("ParameterValue")
    if said:
        return bool(str(said) == "1")
    return int(database.engine_version.split(".")[0]) >= 15  # RDS's default


def _served() -> list[Any]:
    return [
        database for _, regions in list(rds_backends.items()) for _, backend in list(regions.items())
        for database in list(backend.databases.values()) if served(database)
    ]


def _find(resource_id: str) -> Any:
    for database in _served():
        if database.dbi_resource_id == resource_id:
            return database
    raise Unknown(f"there is no instance {resource_id}: end its server")
