"""RDS instances: moto drops EnablePerformanceInsights and what belongs to it, so Terraform switches it on again on every plan.

The flag, the retention period and the key are kept on create and on modify. There are no insights behind them.
"""

from __future__ import annotations

from typing import Any

from .. import patching


def _keep(database: Any, wanted: dict[str, Any]) -> None:
    if wanted.get("enable_performance_insights") is not None:
        database.performance_insights_enabled = bool(wanted["enable_performance_insights"])
    if not getattr(database, "performance_insights_enabled", False):
        database.performance_insights_enabled = False
        database.performance_insights_retention_period = None
        database.performance_insights_kms_key_id = None
        return
    # Seven days is what AWS keeps free of charge and what it chooses when nothing is asked for.
    database.performance_insights_retention_period = (
        wanted.get("performance_insights_retention_period")
        or getattr(database, "performance_insights_retention_period", None)
        or 7
    )
    database.performance_insights_kms_key_id = (
        wanted.get("performance_insights_kms_key_id")
        or getattr(database, "performance_insights_kms_key_id", None)
        or getattr(database, "kms_key_id", None)
    )


def apply() -> None:
    def initialise(original: Any, self: Any, *args: Any, **kwargs: Any) -> None:
        original(self, *args, **kwargs)
        _keep(self, kwargs)

    def update(original: Any, self: Any, *args: Any, **kwargs: Any) -> None:
        original(self, *args, **kwargs)
        _keep(self, kwargs)

    patching.wrap("moto.rds.models", "DBInstance.__init__", initialise)
    patching.wrap("moto.rds.models", "DBInstance.update", update)
