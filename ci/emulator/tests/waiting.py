"""How tests wait for what comes by itself."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

# After so many seconds it will not come. What it usually takes is no concern of a test: a busy machine takes many times as long.
LIMIT = 300.0


def eventually(check: Callable[[], Any]) -> Any:
    """Return the first true answer of check, which is asked until the time is up."""
    deadline = time.monotonic() + LIMIT
    while True:
        answer = check()
        if answer:
            return answer
        assert time.monotonic() < deadline, f"still {answer!r} after {LIMIT} s"
        time.sleep(0.05)
