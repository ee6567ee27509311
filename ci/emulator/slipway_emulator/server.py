"""moto's server mode with the gaps filled, and the emulator's own few addresses in front of it."""

from __future__ import annotations

import io
import json
import logging
import threading
from collections.abc import Callable, Iterable
from typing import Any

from werkzeug.serving import run_simple

from . import gaps


def build(services: Iterable[str]) -> Callable[..., Any]:
    """Fill the gaps, load the services and return the WSGI application."""
    from moto.backends import get_backend
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

    gaps.apply_all()
    application = DomainDispatcherApplication(create_backend_app)
    application.debug = True  # type: ignore[attr-defined]
    for service in services:
        get_backend(service)
    from . import control, rpc
    from .iam import enforce

    return in_turn(control.before(rpc.before(enforce.before(application))))


def in_turn(application: Callable[..., Any]) -> Callable[..., Any]:
    """Let one call at a time into moto. Its backends walk through dictionaries that a call beside them changes, and a call that
    fails for that after it wrote is sent again by the SDK, and meets a conflict with itself.
    """
    turn = threading.Lock()

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH")
        if length:  # a client that sends slowly keeps nobody waiting
            environ["wsgi.input"] = io.BytesIO(environ["wsgi.input"].read(int(length)))
        with turn:
            return application(environ, start_response)

    return answer


def serve(application: Callable[..., Any], host: str, port: int) -> None:
    """Serve until a signal ends the process. Requests are not logged: thousands of lines would hide what matters."""
    from moto.moto_server.werkzeug_app import MotoRequestHandler

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    run_simple(host, port, application, threaded=True, request_handler=MotoRequestHandler)
