"""ECS: moto has neither ListServiceDeployments nor DescribeServiceDeployments, by which AWS keeps the history of a service.

DescribeServices forgets a deployment once it is over; these two tell how it ended, a rollback by the circuit breaker included.
StopServiceDeployment, which moto lacks too, ends one that is in progress.
"""

from __future__ import annotations

from typing import Any

from .. import patching
from ..ecs import breaker, rollout


def apply() -> None:
    from moto.core.responses import ActionResult
    from moto.ecs.exceptions import ECSException

    def list_service_deployments(self: Any) -> Any:
        with rollout.LOCK:
            name = self._get_param("service").split("/")[-1]
            service = self.ecs_backend._get_service(self._get_param("cluster", "default"), name)
            rollout.settle(service)
            wanted = self._get_param("status", [])
            shown = [_show(service, deployment) for deployment in service.history]
            return ActionResult({"serviceDeployments": [s for s in shown if not wanted or s["status"] in wanted]})

    def describe_service_deployments(self: Any) -> Any:
        with rollout.LOCK:
            shown = {}
            for service in list(self.ecs_backend.services.values()):
                for deployment in getattr(service, "history", []):
                    rollout.settle(service)
                    shown[_arn(service, deployment)] = _show(service, deployment)
            arns = self._get_param("serviceDeploymentArns", [])
            return ActionResult({
                "serviceDeployments": [shown[arn] for arn in arns if arn in shown],
                "failures": [{"arn": arn, "reason": "MISSING"} for arn in arns if arn not in shown],
            })

    def stop_service_deployment(self: Any) -> Any:
        arn = self._get_param("serviceDeploymentArn")
        with rollout.LOCK:
            for service in list(self.ecs_backend.services.values()):
                rollout.settle(service)
                for deployment in getattr(service, "history", []):
                    if _arn(service, deployment) != arn:
                        continue
                    last_good = breaker.last_completed(service)
                    if deployment.rollout_state != "IN_PROGRESS":
                        raise ECSException("ConflictException", f"The service deployment {arn} is not in progress.")
                    if self._get_param("stopType", "ROLLBACK") != "ROLLBACK" or not last_good:
                        raise ECSException("UnsupportedFeatureException", "The emulator stops a deployment by going back to one that is complete.")
                    rollout.stop(service, deployment, last_good)
                    return ActionResult({"serviceDeploymentArn": arn})
        raise ECSException("ServiceDeploymentNotFoundException", f"There is no service deployment {arn}.")

    module = "moto.ecs.responses"
    patching.add(module, "EC2ContainerServiceResponse.list_service_deployments", list_service_deployments)
    patching.add(module, "EC2ContainerServiceResponse.describe_service_deployments", describe_service_deployments)
    patching.add(module, "EC2ContainerServiceResponse.stop_service_deployment", stop_service_deployment)


def _arn(service: Any, deployment: Any, kind: str = "service-deployment") -> str:
    return service.arn.replace(":service/", f":{kind}/") + "/" + deployment.id.removeprefix("ecs-svc/")


def _status(deployment: Any) -> str:
    if deployment.rolled_back_to:
        return "ROLLBACK_SUCCESSFUL" if deployment.rolled_back_to.rollout_state == "COMPLETED" else "ROLLBACK_IN_PROGRESS"
    states = {"IN_PROGRESS": "IN_PROGRESS", "COMPLETED": "SUCCESSFUL"}
    return states.get(deployment.rollout_state, "STOPPED")


def _show(service: Any, deployment: Any) -> dict[str, Any]:
    configuration = service.deployment_configuration
    breaker = configuration["deploymentCircuitBreaker"]
    rollback = deployment.rolled_back_to
    return {
        "serviceDeploymentArn": _arn(service, deployment),
        "serviceArn": service.arn,
        "clusterArn": service.cluster_arn,
        "createdAt": deployment.created_at,
        "startedAt": deployment.created_at,
        "finishedAt": deployment.finished_at,
        "updatedAt": deployment.updated_at,
        "status": _status(deployment),
        "statusReason": deployment.rollout_state_reason,
        "deploymentConfiguration": configuration,
        "targetServiceRevision": {
            "arn": _arn(service, deployment, "service-revision"),
            "requestedTaskCount": deployment.desired_count,
            "runningTaskCount": deployment.running_count,
            "pendingTaskCount": deployment.pending_count,
        },
        "rollback": rollback and {
            "reason": rollback.rollout_state_reason,
            "startedAt": rollback.created_at,
            "serviceRevisionArn": _arn(service, rollback, "service-revision"),
        },
        "deploymentCircuitBreaker": {
            "status": "DISABLED" if not breaker["enable"] else "TRIGGERED" if deployment.failed_tasks else "MONITORING_COMPLETE",
            "failureCount": deployment.failed_tasks,
            "threshold": 3,
        },
    }
