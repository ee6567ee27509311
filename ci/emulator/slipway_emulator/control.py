"""The emulator's own addresses, all under /_slipway/: what the gateway, its runners, the load balancer and tests ask for."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

from . import databases, inventory
from .ecs import agent, health, mode, simulate, startup
from .ecs import exec as sessions
from .iam import enforce, registry

Query = dict[str, str]


def _health(_query: Query, _body: Any) -> Any:
    return {
        "status": "ok", "tasks": "real" if mode.real() else "simulated", "databases": "real" if databases.real() else "simulated",
        "iam": "off" if enforce.off() else "roles",
    }


def _credentials(query: Query, _body: Any) -> Any:
    return startup.credentials(query["role"], query["region"])


# (method, path without /_slipway/) → what answers it. A ValueError or a missing key is the caller's mistake.
ROUTES: dict[tuple[str, str], Callable[[Query, Any], Any]] = {
    ("GET", "health"): _health,
    ("GET", "resources"): lambda _query, _body: inventory.resources(),
    ("POST", "invent-secrets"): lambda query, _body: startup.invent(query["on"] == "true"),
    ("POST", "target-health"): lambda _query, body: health.report(body),
    ("GET", "agent/tasks"): lambda _query, _body: agent.listed(),
    ("GET", "agent/task"): lambda query, _body: agent.detail(query["arn"]),
    ("POST", "agent/task"): lambda _query, body: agent.report(body),
    ("GET", "agent/credentials"): _credentials,
    ("GET", "agent/connect"): lambda _query, _body: agent.connected(),
    ("POST", "agent/logs"): lambda _query, body: agent.logs(body),
    ("POST", "agent/session"): lambda _query, body: sessions.begin(body),
    ("GET", "databases/instances"): lambda _query, _body: databases.listed(),
    ("GET", "databases/instance"): lambda query, _body: databases.detail(query["id"]),
    ("POST", "databases/instance"): lambda _query, body: databases.report(body),
    ("POST", "registry-access"): lambda _query, body: registry.access(body),
}
FAIL_NEXT = "fail-next/"


def before(application: Callable[..., Any]) -> Callable[..., Any]:
    """Answer the emulator's own addresses and pass on everything else."""

    def call(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        path = environ.get("PATH_INFO", "")
        if not path.startswith("/_slipway/"):
            return application(environ, start_response)
        status, answer = _answer(environ, path.removeprefix("/_slipway/"))
        start_response(status, [("Content-Type", "application/json")])
        return [json.dumps(answer).encode()]

    return call


def _answer(environ: dict[str, Any], path: str) -> tuple[str, Any]:
    method = environ["REQUEST_METHOD"]
    if method == "POST" and path.startswith(FAIL_NEXT):
        service = path.removeprefix(FAIL_NEXT)
        simulate.condemn(service)
        return "200 OK", {"service": service, "next": "fail"}
    # A HEAD is a GET whose body nobody reads.
    route = ROUTES.get(("GET" if method == "HEAD" else method, path))
    if route is None:
        known = ", ".join(sorted({name for _, name in ROUTES}))
        return "404 Not Found", {"error": f"no such address: {method} /_slipway/{path}; there are {known} and fail-next/<service>"}
    query = {name: values[0] for name, values in parse_qs(environ.get("QUERY_STRING", "")).items()}
    try:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        return "200 OK", route(query, json.loads(body) if body else {})
    except (agent.Unknown, databases.Unknown, sessions.Unknown) as err:
        return "404 Not Found", {"error": f"{method} /_slipway/{path}: {err}"}
    except (ValueError, KeyError) as err:
        return "400 Bad Request", {"error": f"{method} /_slipway/{path}: {err}"}
