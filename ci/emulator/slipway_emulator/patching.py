"""How a gap changes moto: every change names what it expects to find there, and start-up ends when it is not there.

A patch that silently missed its target would turn into a puzzling Terraform diff days later. So moto's version is pinned, and each
of the functions here raises GapError with the file and the attribute when moto no longer looks as the gap assumes.
"""

from __future__ import annotations

import functools
import importlib
import inspect
from collections.abc import Callable
from typing import Any

import moto


class GapError(RuntimeError):
    """moto does not look as a gap expects; the emulator must not start."""


def find(module: str, path: str) -> tuple[Any, str, Any]:
    """Return (owner, attribute name, value) of the dotted path inside a moto module, or raise GapError."""
    try:
        owner: Any = importlib.import_module(module)
    except ImportError as err:
        raise GapError(_message(module, path, f"the module cannot be imported ({err})")) from err
    *parents, name = path.split(".")
    for parent in parents:
        if not hasattr(owner, parent):
            raise GapError(_message(module, path, f"there is no {parent!r}"))
        owner = getattr(owner, parent)
    if not hasattr(owner, name):
        raise GapError(_message(module, path, f"there is no {name!r}"))
    return owner, name, inspect.getattr_static(owner, name)


def wrap(module: str, path: str, wrapper: Callable[..., Any]) -> None:
    """Replace a function or method by wrapper(original, *args, **kwargs)."""
    owner, name, original = find(module, path)
    if not inspect.isfunction(original):
        raise GapError(_message(module, path, f"it is a {type(original).__name__}, not a plain function or method"))

    @functools.wraps(original)
    def call(*args: Any, **kwargs: Any) -> Any:
        return wrapper(original, *args, **kwargs)

    setattr(owner, name, call)


def replace(module: str, path: str, replacement: Any, *, containing: str) -> None:
    """Replace a function, method or property whose source contains the text that made the gap necessary."""
    owner, name, original = find(module, path)
    code = original.fget if isinstance(original, property) else original
    if containing not in inspect.getsource(inspect.unwrap(code)):
        raise GapError(_message(module, path, f"its source no longer contains {containing!r}"))
    setattr(owner, name, replacement)


def add(module: str, path: str, method: Any) -> None:
    """Add a method or attribute that moto lacks; when moto has gained it, the gap is to be reviewed."""
    *parents, name = path.split(".")
    if parents:
        owner = getattr(find(module, ".".join(parents))[0], parents[-1])
    else:
        owner = importlib.import_module(module)
    if hasattr(owner, name):
        raise GapError(_message(module, path, f"moto now has a {name!r} of its own"))
    setattr(owner, name, method)


def _message(module: str, path: str, finding: str) -> str:
    frame = inspect.currentframe()
    while frame and frame.f_code.co_filename == __file__:
        frame = frame.f_back
    gap = frame.f_code.co_filename.rsplit("/", 1)[-1] if frame else "unknown"
    return (
        f"gap {gap}: {module}.{path} of moto {moto.__version__} is not what the gap expects: {finding}. "
        "Compare the gap's docstring with moto's source, then adapt the gap, or delete it if moto has closed it."
    )
