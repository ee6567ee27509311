"""CloudWatch: PutCompositeAlarm answers 500 in moto, although its alarms already carry an AlarmRule and describe as composite.

The call stores the alarm with its rule and tags. The rule is not evaluated: the alarm stays OK.
"""

from __future__ import annotations

from typing import Any

from .. import patching


def apply() -> None:
    from moto.core.responses import EmptyResult

    def put_composite_alarm(self: Any) -> Any:
        alarm = self.cloudwatch_backend.put_metric_alarm(
            name=self._get_param("AlarmName"),
            rule=self._get_param("AlarmRule"),
            description=self._get_param("AlarmDescription"),
            actions_enabled=self._get_bool_param("ActionsEnabled"),
            alarm_actions=self._get_param("AlarmActions", []),
            ok_actions=self._get_param("OKActions", []),
            insufficient_data_actions=self._get_param("InsufficientDataActions", []),
            tags=self._get_param("Tags", []),
            # A composite alarm watches alarms, not a metric.
            namespace=None, metric_name=None, comparison_operator=None, evaluation_periods=None,
            period=None, threshold=None, statistic=None, dimensions=[],
        )
        alarm.actions_suppressor = self._get_param("ActionsSuppressor")
        alarm.actions_suppressor_wait_period = self._get_param("ActionsSuppressorWaitPeriod")
        alarm.actions_suppressor_extension_period = self._get_param("ActionsSuppressorExtensionPeriod")
        return EmptyResult()

    def describe_alarms(original: Any, self: Any) -> Any:
        # AWS answers with metric alarms alone unless AlarmTypes asks for more; moto always answers with both.
        answer = original(self)
        types = self._get_param("AlarmTypes", []) or ["MetricAlarm"]
        if "CompositeAlarm" not in types:
            answer.result["CompositeAlarms"] = []
        if "MetricAlarm" not in types:
            answer.result["MetricAlarms"] = []
        return answer

    patching.add("moto.cloudwatch.responses", "CloudWatchResponse.put_composite_alarm", put_composite_alarm)
    patching.wrap("moto.cloudwatch.responses", "CloudWatchResponse.describe_alarms", describe_alarms)
