"""A load balancer that is made through the API, and asked as a client asks: the gateway's binary before this very moto."""

from __future__ import annotations

import http.client
import http.server
import os
import shutil
import socket
import ssl
import subprocess
import threading
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from cluster import REGION
from waiting import eventually

pytest.importorskip("slipway_emulator.ecs.mode", reason="this emulator has no real tasks, so nothing may be asked")
if not shutil.which("go"):
    pytest.skip("the gateway is built with Go, which is not installed", allow_module_level=True)


@pytest.fixture(scope="module")
def binary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("gateway") / "gateway"
    source = Path(__file__).parent.parent / "gateway"
    subprocess.run(["go", "build", "-o", str(path), "."], cwd=source, check=True)
    return path


@pytest.fixture
def gateway(binary: Path, endpoint: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The port of a gateway that checks health fifty times as often as the settings say."""
    monkeypatch.setenv("SLIPWAY_TASKS", "real")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    # The setting is for the emulator in this process: what the gateway would run itself is no part of this.
    environment = {name: value for name, value in os.environ.items() if name != "SLIPWAY_TASKS"}
    process = subprocess.Popen(
        [binary, "--listen", f"127.0.0.1:{port}", "--moto", endpoint, "--health-speed", "50"], env=environment
    )
    try:
        eventually(lambda: socket.socket().connect_ex(("127.0.0.1", port)) == 0)
        yield port
    finally:
        process.terminate()
        assert process.wait(10) == 0


class Task(http.server.BaseHTTPRequestHandler):
    """Answers with its path; its health is what the test sets."""

    health = 200

    def do_GET(self) -> None:  # noqa: N802
        if self.path == "/healthz":
            self.send_response(type(self).health)
            self.send_header("Location", "/login")
            self.end_headers()
            return
        self.send_response(200)
        self.end_headers()
        self.wfile.write(f"{self.headers['Host']}{self.path} {self.headers['X-Forwarded-Proto']}".encode())

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def task() -> Iterator[int]:
    Task.health = 200
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Task)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def made(aws: Callable[[str], Any], network: dict[str, Any]) -> tuple[str, str]:
    """Make a load balancer as the module alb does, with a service at /catalog; return its DNS name and the target group."""
    elb = aws("elbv2")
    balancer = elb.create_load_balancer(Name="shop", Subnets=network["subnets"], SecurityGroups=[network["group"]])["LoadBalancers"][0]
    certificate = aws("acm").request_certificate(DomainName="shop.example.com", SubjectAlternativeNames=["*.shop.example.com"])
    elb.create_listener(
        LoadBalancerArn=balancer["LoadBalancerArn"], Protocol="HTTP", Port=80,
        DefaultActions=[{"Type": "redirect", "RedirectConfig": {"Protocol": "HTTPS", "Port": "443", "StatusCode": "HTTP_301"}}],
    )
    listener = elb.create_listener(
        LoadBalancerArn=balancer["LoadBalancerArn"], Protocol="HTTPS", Port=443, Certificates=[{"CertificateArn": certificate["CertificateArn"]}],
        DefaultActions=[{
            "Type": "fixed-response",
            "FixedResponseConfig": {"StatusCode": "404", "ContentType": "text/plain", "MessageBody": "No service has this path.\n"},
        }],
    )["Listeners"][0]["ListenerArn"]
    group = elb.create_target_group(
        Name="catalog", Protocol="HTTP", Port=80, VpcId=network["vpc"], TargetType="ip", HealthCheckPath="/healthz",
        HealthCheckIntervalSeconds=5, HealthCheckTimeoutSeconds=3, HealthyThresholdCount=2, UnhealthyThresholdCount=2, Matcher={"HttpCode": "200"},
    )["TargetGroups"][0]["TargetGroupArn"]
    elb.create_rule(
        ListenerArn=listener, Priority=100, Actions=[{"Type": "forward", "TargetGroupArn": group}],
        Conditions=[{"Field": "path-pattern", "PathPatternConfig": {"Values": ["/catalog", "/catalog/*"]}}],
    )
    return balancer["DNSName"], group


def asked(port: int, name: str, path: str, *, secure: bool = True) -> tuple[int, str, str]:
    """Ask through the gateway as a proxy; return status, location and text."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/_slipway/ca.pem", timeout=60) as answer:
        trusted = ssl.create_default_context(cadata=answer.read().decode())
    connection: http.client.HTTPConnection
    if secure:
        connection = http.client.HTTPSConnection("127.0.0.1", port, context=trusted, timeout=60)
        connection.set_tunnel(name, 443)
        connection.request("GET", path)
    else:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("GET", f"http://{name}{path}", headers={"Host": name})
    response = connection.getresponse()
    found = response.status, response.headers.get("Location", ""), response.read().decode()
    connection.close()
    return found


def test_a_load_balancer(network: dict[str, Any], gateway: int, task: int) -> None:
    def through(service: str) -> Any:
        # As Terraform's calls do: the gateway reads again what a call may have changed.
        return boto3.client(
            service, endpoint_url=f"http://127.0.0.1:{gateway}", region_name=REGION, aws_access_key_id="test", aws_secret_access_key="test"
        )

    elb = through("elbv2")
    dns, group = made(through, network)

    def health() -> list[dict[str, Any]]:
        return [d["TargetHealth"] for d in elb.describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]]

    elb.register_targets(TargetGroupArn=group, Targets=[{"Id": "127.0.0.1", "Port": task}])
    eventually(lambda: [h["State"] for h in health()] == ["healthy"])

    assert asked(gateway, "shop.example.com", "/catalog/1?x=2") == (200, "", "shop.example.com/catalog/1?x=2 https")
    assert asked(gateway, "eu.shop.example.com", "/") == (404, "", "No service has this path.\n")
    assert asked(gateway, "shop.example.com", "/catalogue")[0] == 404
    assert asked(gateway, dns, "/a?b", secure=False)[:2] == (301, f"https://{dns}:443/a?b")
    with pytest.raises(ssl.SSLCertVerificationError, match="certificate is not valid for"):
        asked(gateway, dns, "/catalog")

    Task.health = 307
    eventually(lambda: [h["State"] for h in health()] == ["unhealthy"])
    assert health()[0]["Reason"] == "Target.ResponseCodeMismatch"
    assert health()[0]["Description"] == "Health checks failed with these codes: [307]"
    assert asked(gateway, "shop.example.com", "/catalog")[0] == 200  # it fails open

    elb.modify_target_group(TargetGroupArn=group, Matcher={"HttpCode": "200,307"})
    eventually(lambda: [h["State"] for h in health()] == ["healthy"])

    elb.deregister_targets(TargetGroupArn=group, Targets=[{"Id": "127.0.0.1", "Port": task}])
    eventually(lambda: asked(gateway, "shop.example.com", "/catalog")[0] == 503)

