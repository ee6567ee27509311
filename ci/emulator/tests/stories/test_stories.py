"""How a deployment ends is what its containers do: each story ends as on AWS."""

from __future__ import annotations

import subprocess
import time
import urllib.request

import cluster
import pytest
from runner import running, stopped
from waiting import eventually

EXITED = "Essential container in task exited"


def _complete(aws):
    return eventually(lambda: cluster.complete(aws))


def _addresses(aws):
    tasks = aws("ecs").describe_tasks(cluster=cluster.CLUSTER, tasks=running(aws))["tasks"]
    return [task["containers"][0]["networkInterfaces"][0]["privateIpv4Address"] for task in tasks]


def _get(address, path):
    return urllib.request.urlopen(f"http://{address}:8080{path}", timeout=60).read().decode()


def _lines(aws):
    logs = aws("logs")
    return [
        event["message"]
        for stream in logs.describe_log_streams(logGroupName="/ecs/web")["logStreams"]
        for event in logs.get_log_events(logGroupName="/ecs/web", logStreamName=stream["logStreamName"])["events"]
    ]


def _fails(aws, deploy, *command, **container):
    """Deploy a good release, then one that fails; return its stopped tasks once the good one serves again, never interrupted."""
    deploy()
    _complete(aws)
    before = running(aws)
    failing = deploy(*command, **container)

    def rolled_back():
        found = cluster.complete(aws)
        return found and found["deployments"][0]["id"] != failing

    eventually(rolled_back)
    assert running(aws) == before
    assert all(_get(address, "/health") == "ok\n" for address in _addresses(aws))
    return [task for task in stopped(aws) if task["startedBy"] == failing and not task["stoppedReason"].startswith("Scaling")]


def test_a_good_release(aws, deploy):
    deploy(environment=[{"name": "GREETING", "value": "two words"}], role="arn:aws:iam::123456789012:role/web")
    began = time.monotonic()
    _complete(aws)
    print(f"two tasks healthy after {time.monotonic() - began:.1f} s")
    address = _addresses(aws)[0]
    environment = dict(line.split("=", 1) for line in _get(address, "/env").splitlines())
    assert environment["GREETING"] == "two words" and environment["AWS_REGION"] == "us-east-1"
    status = dict(line.split(":\t", 1) for line in _get(address, "/status").splitlines() if ":\t" in line)
    assert status["Uid"].split() == ["65532"] * 4 and int(status["CapEff"], 16) == int(status["CapBnd"], 16) == 0
    assert (status["NoNewPrivs"], status["Seccomp"]) == ("1", "2")
    metadata = _get(address, "/ask?url=" + environment["ECS_CONTAINER_METADATA_URI_V4"] + "/task")
    assert '"Family":"web"' in metadata and address in metadata
    keys = _get(address, "/ask?url=http://169.254.170.2" + environment["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"])
    assert '"RoleArn":"arn:aws:iam::123456789012:role/web"' in keys.replace(" ", "")
    assert '"tasks":"real"' in _get(address, "/ask?url=" + environment["AWS_ENDPOINT_URL"] + "/_slipway/health")
    assert eventually(lambda: _lines(aws).count("story: serving as 65532") == 2)

    first = running(aws)
    deploy()
    _complete(aws)
    assert not set(first) & set(running(aws))
    assert {(t["stopCode"], t["containers"][0]["exitCode"]) for t in stopped(aws)} == {("ServiceSchedulerInitiated", 0)}
    assert eventually(lambda: _lines(aws).count("story: told to end") == 2)


@pytest.mark.parametrize(("command", "container", "code", "says"), [
    (["exit", "7"], {}, 7, "cannot go on: the settings are incomplete"),
    (["write", "/state"], {}, 1, "story: open /state: read-only file system"),
    (["root"], {}, 1, "story: open /secret: permission denied"),
])
def test_a_process_that_ends(aws, deploy, command, container, code, says):
    failed = _fails(aws, deploy, *command, **container)
    assert len(failed) >= 3
    assert {(t["stopCode"], t["stoppedReason"], t["containers"][0]["exitCode"]) for t in failed} == {
        ("EssentialContainerExited", EXITED, code)
    }
    assert eventually(lambda: says in _lines(aws))


def test_what_may_be_written_is_the_tmpfs(aws, deploy):
    deploy("write", "/tmp/state")
    _complete(aws)


def test_a_memory_limit(aws, deploy):
    failed = _fails(aws, deploy, "eat", memory=32)
    assert {(t["stoppedReason"], t["containers"][0]["exitCode"], t["containers"][0]["reason"]) for t in failed} == {
        (EXITED, 137, "OutOfMemoryError: Container killed due to memory usage")
    }


def test_a_missing_image(aws, deploy):
    image = "123456789012.dkr.ecr.us-east-1.amazonaws.com/web@sha256:" + "c" * 64
    failed = _fails(aws, deploy, image=image)
    assert {t["stopCode"] for t in failed} == {"TaskFailedToStart"}
    assert failed[0]["stoppedReason"].startswith("CannotPullContainerError") and image in failed[0]["stoppedReason"]
    assert "exitCode" not in failed[0]["containers"][0]


def test_a_program_that_the_image_lacks(aws, deploy):
    failed = _fails(aws, deploy, entryPoint=["/no/such"])
    assert failed[0]["stopCode"] == "TaskFailedToStart" and "/no/such" in failed[0]["stoppedReason"]
    assert failed[0]["stoppedReason"].startswith("CannotStartContainerError")


def test_a_secret_without_a_value(aws, deploy):
    secret = aws("secretsmanager").create_secret(Name="empty")["ARN"]
    failed = _fails(aws, deploy, secrets=[{"name": "PASSWORD", "valueFrom": secret}])
    assert {t["stopCode"] for t in failed} == {"TaskFailedToStart"}
    assert failed[0]["stoppedReason"].startswith("ResourceInitializationError") and "AWSCURRENT" in failed[0]["stoppedReason"]


def test_a_secret_reaches_the_process_as_it_is(aws, deploy):
    secret = aws("secretsmanager").create_secret(Name="key", SecretString="-----BEGIN-----\n$HOME 'x'\n")["ARN"]
    deploy(secrets=[{"name": "KEY", "valueFrom": secret}])
    _complete(aws)
    assert "KEY=-----BEGIN-----\n$HOME 'x'\n" in _get(_addresses(aws)[0], "/env")


def test_a_start_of_several_seconds_within_the_grace_period(aws, deploy):
    deploy("slow", "5s")
    _complete(aws)
    assert stopped(aws) == []


def test_a_start_that_takes_longer_than_the_grace_period(aws, deploy):
    deploy("slow", "60s", grace=1)
    failed = eventually(lambda: stopped(aws))[0]
    assert failed["stoppedReason"].startswith("Task failed ELB health checks in (target-group ")
    eventually(lambda: [d for d in cluster.described(aws)["deployments"] if d["rolloutState"] == "FAILED"])


def test_a_health_path_that_redirects(aws, deploy):
    group = aws("elbv2").describe_target_groups()["TargetGroups"][0]["TargetGroupArn"]
    aws("elbv2").modify_target_group(TargetGroupArn=group, HealthCheckPath="/moved")
    deploy(grace=1)
    failed = eventually(lambda: stopped(aws))[0]
    assert failed["stoppedReason"].startswith("Task failed ELB health checks in (target-group ")

    # The target itself tells the code only until its task is replaced; the service's events keep it.
    messages = [event["message"] for event in cluster.described(aws)["events"]]
    cause = f"is unhealthy in (target-group {group}) due to (reason Health checks failed with these codes: [307])."
    assert any(message.endswith(cause) for message in messages), messages


@pytest.mark.parametrize("check", [["CMD", "/no/such/program"], ["NONE"]])
def test_a_health_check_of_the_image_is_ignored(aws, deploy, push, check):
    deploy(image=push(*check))
    _complete(aws)


def test_a_health_check_of_the_definition_counts(aws, deploy):
    deploy(healthCheck={"command": ["CMD", "/story", "exit", "1"], "interval": 5, "retries": 1}, grace=1)
    failed = eventually(lambda: stopped(aws))[0]
    assert failed["stoppedReason"] == "Task failed container health checks"


def test_a_signal_that_is_ignored(aws, deploy):
    deploy("stubborn")
    _complete(aws)
    arn = running(aws)[0]
    aws("ecs").stop_task(cluster=cluster.CLUSTER, task=arn, reason="maintenance")

    def task():
        return aws("ecs").describe_tasks(cluster=cluster.CLUSTER, tasks=[arn])["tasks"][0]

    eventually(lambda: task()["lastStatus"] == "STOPPED")
    assert task()["containers"][0]["exitCode"] == 137


def test_a_task_that_dies_later_is_replaced(aws, deploy):
    deploy()
    _complete(aws)
    subprocess.run(["pkill", "-9", "--newest", "--exact", "story"], check=True)
    assert "reason" not in eventually(lambda: stopped(aws))[0]["containers"][0]
    eventually(lambda: cluster.described(aws)["runningCount"] == 2)
    assert eventually(lambda: "has reached a steady state" in cluster.described(aws)["events"][0]["message"])


def test_rolling_changes_under_load_lose_no_request(aws, deploy, load):
    deploy()
    _complete(aws)
    for release in range(10):
        before = running(aws)
        with load() as seen:
            deploy(environment=[{"name": "RELEASE", "value": str(release)}])
            _complete(aws)
        assert not set(before) & set(running(aws))
        assert seen["success"] == 1 and seen["requests"] > 20, seen
        print(f"rolling change {release + 1}: {seen['requests']} requests, slowest {seen['latencies']['max'] / 1e6:.0f} ms")


def test_a_release_that_fails_under_load_loses_no_request(aws, deploy, load):
    """What served before serves all the time: while the failing tasks come and go, and while ECS goes back."""
    deploy()
    _complete(aws)
    with load() as seen:
        _fails(aws, deploy, "exit", "7")
    assert seen["success"] == 1 and seen["requests"] > 20, seen


def test_a_killed_task_loses_the_requests_that_it_had(aws, deploy, load):
    """What it had in flight, and what the load balancer sent to it before ECS took it out, as on AWS: it asks no other target."""
    deploy()
    _complete(aws)
    with load() as seen:
        time.sleep(1)
        subprocess.run(["pkill", "-9", "--newest", "--exact", "story"], check=True)
        eventually(lambda: stopped(aws))
        eventually(lambda: len(running(aws)) == 2 and cluster.described(aws)["runningCount"] == 2)
    assert set(seen["status_codes"]) <= {"200", "502"}, seen
    lost = seen["status_codes"].get("502", 0)
    assert lost < seen["requests"] / 4, seen
    print(f"{seen['requests']} requests while a task was killed and replaced, {lost} lost")
    with load() as after:
        time.sleep(2)
    assert after["success"] == 1, after


def test_a_task_by_itself(aws, deploy, network):
    deploy()
    _complete(aws)
    answer = aws("ecs").run_task(
        cluster=cluster.CLUSTER, taskDefinition="web", capacityProviderStrategy=[{"capacityProvider": "nodes", "weight": 1}],
        networkConfiguration={"awsvpcConfiguration": {"subnets": network["subnets"], "securityGroups": [network["group"]]}},
        overrides={"containerOverrides": [{"name": "web", "command": ["exit", "3"]}]},
    )
    arn = answer["tasks"][0]["taskArn"]

    def ended():
        task = aws("ecs").describe_tasks(cluster=cluster.CLUSTER, tasks=[arn])["tasks"][0]
        return task if task["lastStatus"] == "STOPPED" else None

    task = eventually(ended)
    assert (task["stopCode"], task["stoppedReason"], task["containers"][0]["exitCode"]) == ("EssentialContainerExited", EXITED, 3)
    assert "cannot go on: the settings are incomplete" in _lines(aws)
    assert len(running(aws)) == 2
