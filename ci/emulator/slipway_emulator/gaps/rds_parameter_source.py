"""RDS parameter groups: moto returns a changed parameter without its Source.

The provider reads back the parameters whose Source is `user`, so without it each parameter that Terraform set is missing from state
and set again on every plan. AWS also filters DescribeDBParameters by Source, which the provider relies on.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .. import patching


def apply() -> None:
    def update_parameters(original: Any, self: Any, new_parameters: Iterable[dict[str, Any]]) -> None:
        original(self, [{"ApplyMethod": "immediate", **parameter, "Source": "user"} for parameter in new_parameters])

    def describe_db_parameters(original: Any, self: Any) -> Any:
        answer = original(self)
        wanted = self.params.get("Source")
        if wanted:
            answer.result["Parameters"] = [p for p in answer.result["Parameters"] if p.get("Source") == wanted]
        return answer

    patching.wrap("moto.rds.models", "DBParameterGroup.update_parameters", update_parameters)
    patching.wrap("moto.rds.responses", "RDSResponse.describe_db_parameters", describe_db_parameters)
