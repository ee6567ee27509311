"""Run the emulator's moto: fill the gaps, load the services that Slipway uses, serve on loopback."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time

# moto reads its settings when it is imported, so they are set before that. Each can be overridden from outside.
SETTINGS = {
    # Roles attach AWS-managed policies, for instance AmazonEC2ContainerServiceforEC2Role.
    "MOTO_IAM_LOAD_MANAGED_POLICIES": "true",
}

# Loaded before the first request, since a service that is imported on demand delays its first caller by seconds.
SERVICES = [
    "applicationautoscaling", "autoscaling", "acm", "cloudwatch", "dynamodb", "ec2", "ecr", "ecs", "elbv2", "events", "iam", "kms",
    "logs", "rds", "route53", "s3", "scheduler", "secretsmanager", "servicediscovery", "sns", "sqs", "ssm", "sts",
]


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="slipway_emulator", description="moto with Slipway's gaps filled")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: loopback; the gateway is what faces out)")
    parser.add_argument("--port", type=int, default=5000, help="port to listen on")
    options = parser.parse_args(argv)

    started = time.monotonic()
    for name, value in SETTINGS.items():
        os.environ.setdefault(name, value)
    os.environ.setdefault("MOTO_PORT", str(options.port))

    from .patching import GapError

    try:
        from .server import build, serve

        application = build(SERVICES)
    except GapError as err:
        print(f"slipway_emulator: {err}", file=sys.stderr)
        return 1
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    print(f"slipway_emulator: ready in {time.monotonic() - started:.1f} s on {options.host}:{options.port}", file=sys.stderr, flush=True)
    serve(application, options.host, options.port)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
