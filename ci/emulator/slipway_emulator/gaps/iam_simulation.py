"""IAM: moto has no SimulatePrincipalPolicy, which says what a role may do without doing it. Here the judge of real calls answers.

The caller's context is all there is: as on AWS, a tag of a resource counts when the call says it. Left out are resource policies,
ResourceHandlingOption and the statements that matched.
"""

from __future__ import annotations

from typing import Any

from .. import patching


def apply() -> None:
    from moto.core.responses import ActionResult
    from moto.iam.exceptions import NotFoundException

    from ..iam import principals
    from ..iam.policies import Layer, Right, refusal

    def simulate_principal_policy(self: Any) -> ActionResult:
        source = self._get_param("PolicySourceArn")
        entries = self._get_param("ContextEntries", [])
        context = {entry["ContextKeyName"].lower(): list(entry["ContextKeyValues"]) for entry in entries}
        layers = principals.layers(source)
        if layers is None:
            raise NotFoundException(f"Role {source} does not exist.")
        identity = layers[0]  # what the caller adds stands beside the role's own
        layers[0] = Layer(identity.name, (*identity.documents, *self._get_param("PolicyInputList", [])))
        results: list[dict[str, Any]] = []
        for action in self._get_param("ActionNames"):
            for resource in self._get_param("ResourceArns", ["*"]):
                right = Right(action, resource, context)
                reason = refusal(layers, right)
                decision = "allowed" if reason is None else "explicitDeny" if "explicit deny" in reason else "implicitDeny"
                result: dict[str, Any] = {"EvalActionName": action, "EvalResourceName": resource, "EvalDecision": decision}
                if len(layers) > 1:
                    result["PermissionsBoundaryDecisionDetail"] = {"AllowedByPermissionsBoundary": refusal(layers[1:], right) is None}
                results.append(result)
        return ActionResult({"EvaluationResults": results, "IsTruncated": False})

    patching.add("moto.iam.responses", "IamResponse.simulate_principal_policy", simulate_principal_policy)
