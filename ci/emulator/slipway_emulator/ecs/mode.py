"""Whether tasks are containers or a simulation: SLIPWAY_TASKS=real, which the gateway sets once it has seen that podman runs."""

from __future__ import annotations

import os


def real() -> bool:
    """Tell whether a runner takes the tasks from agent.py and runs them."""
    return os.environ.get("SLIPWAY_TASKS", "simulated").lower() == "real"
