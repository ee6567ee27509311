"""ECS account settings: PutAccountSettingDefault answers 500 in moto, and no setting says whose it is.

The provider knows a default by its principal, the account's root; without one it takes the setting for gone. Asked for what holds
(effectiveSettings), AWS also answers for a setting that nobody made. A default is for all of account and region, as in AWS; settings of
single users and roles are not told apart from it. That instances carry more tasks with awsvpcTrunking is not emulated.
"""

from __future__ import annotations

from typing import Any

from .. import patching

#: What holds where nobody said otherwise.
DEFAULTS = {"awsvpcTrunking": "disabled", "containerInsights": "disabled"}


def apply() -> None:
    from moto.core.responses import ActionResult
    from moto.ecs.models import AccountSetting

    def shown(self: Any, setting: Any) -> dict[str, str]:
        root = f"arn:{self.ecs_backend.partition}:iam::{self.current_account}:root"
        return {"name": setting.name, "value": setting.value, "principalArn": root, "type": "user"}

    def put(self: Any) -> Any:
        setting = self.ecs_backend.put_account_setting(self._get_param("name"), self._get_param("value"))
        return ActionResult({"setting": shown(self, setting)})

    def list_account_settings(_: Any, self: Any) -> Any:
        name, value = self._get_param("name"), self._get_param("value")
        found = list(self.ecs_backend.list_account_settings(name, value))
        if self._get_param("effectiveSettings"):
            made = self.ecs_backend.account_settings
            found += [
                AccountSetting(other, default)
                for other, default in DEFAULTS.items()
                if other not in made and name in (None, other) and value in (None, default)
            ]
        return ActionResult({"settings": [shown(self, setting) for setting in found]})

    module = "moto.ecs.responses"
    patching.add(module, "EC2ContainerServiceResponse.put_account_setting_default", put)
    patching.replace(module, "EC2ContainerServiceResponse.put_account_setting", put, containing='{"setting": account_setting}')
    patching.wrap(module, "EC2ContainerServiceResponse.list_account_settings", list_account_settings)
