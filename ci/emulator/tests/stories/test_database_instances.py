"""A database instance is a PostgreSQL: what its clients meet is what they meet on AWS."""

from __future__ import annotations

import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import urllib.error
import urllib.parse
import urllib.request

import cluster
import pytest
from runner import running
from waiting import eventually

COMMON = {"Engine": "postgres", "EngineVersion": "17", "DBInstanceClass": "db.t4g.small", "AllocatedStorage": 20,
          "MasterUsername": "dbadmin", "DBName": "shop"}


@pytest.fixture
def create(aws, network):
    """Return a function that creates an instance as the module rds does, and gives it once it is available."""
    aws("rds").create_db_parameter_group(DBParameterGroupName="pg", DBParameterGroupFamily="postgres17", Description="d")
    aws("rds").modify_db_parameter_group(
        DBParameterGroupName="pg", Parameters=[{"ParameterName": "rds.force_ssl", "ParameterValue": "1", "ApplyMethod": "pending-reboot"}]
    )

    def created(name, **password):
        made = aws("rds").create_db_instance(
            DBInstanceIdentifier=name, VpcSecurityGroupIds=[network["group"]], DBParameterGroupName="pg", **COMMON, **password
        )["DBInstance"]
        assert made["DBInstanceStatus"] == "creating"
        return _available(aws, name)

    return created


def _found(aws, name):
    return aws("rds").describe_db_instances(DBInstanceIdentifier=name)["DBInstances"][0]


def _available(aws, name):
    eventually(lambda: _found(aws, name)["DBInstanceStatus"] == "available")
    return _found(aws, name)


def _password(aws, instance):
    value = aws("secretsmanager").get_secret_value(SecretId=instance["MasterUserSecret"]["SecretArn"])
    return json.loads(value["SecretString"])["password"]


def _ask(aws, **query):
    """Have the task write a row; return all rows, or what PostgreSQL refuses it with."""
    task = aws("ecs").describe_tasks(cluster=cluster.CLUSTER, tasks=running(aws)[:1])["tasks"][0]
    address = task["containers"][0]["networkInterfaces"][0]["privateIpv4Address"]
    try:
        return urllib.request.urlopen(f"http://{address}:8080/database?{urllib.parse.urlencode(query)}", timeout=60).read().decode()
    except urllib.error.HTTPError as err:
        return err.read().decode()


def test_a_task_and_its_database(aws, deploy, create):
    main = create("main", ManageMasterUserPassword=True)
    secret = main["MasterUserSecret"]["SecretArn"]
    environment = {"DATABASE_HOST": main["Endpoint"]["Address"], "DATABASE_NAME": main["DBName"], "DATABASE_USER": main["MasterUsername"]}
    deploy(
        environment=[{"name": name, "value": value} for name, value in environment.items()],
        secrets=[{"name": "DATABASE_PASSWORD", "valueFrom": f"{secret}:password::"}],
    )
    eventually(lambda: cluster.complete(aws))
    assert _ask(aws, row="1") == "1"
    assert "no encryption" in _ask(aws, row="x", plain="yes")

    old = _password(aws, main)
    aws("rds").modify_db_instance(DBInstanceIdentifier="main", RotateMasterUserPassword=True, ApplyImmediately=True)
    _available(aws, "main")
    assert "password authentication failed" in _ask(aws, row="x", password=old)
    assert _ask(aws, row="2", password=_password(aws, main)) == "1,2"

    aws("rds").reboot_db_instance(DBInstanceIdentifier="main")
    _available(aws, "main")
    assert _ask(aws, row="3", password=_password(aws, main)) == "1,2,3"

    password = _password(aws, main)
    aws("rds").delete_db_instance(DBInstanceIdentifier="main", SkipFinalSnapshot=True)
    eventually(lambda: "connection refused" in _ask(aws, row="x", password=password))
    create("main", ManageMasterUserPassword=True)
    again = _found(aws, "main")
    assert _ask(aws, row="4", password=_password(aws, again)) == "4"  # at the same address, and with nothing of the one before


def _psql(instance, password, query, authority):
    endpoint = instance["Endpoint"]
    answer = subprocess.run(["psql", "-XAtw", "-c", query], capture_output=True, text=True, env={
        "PATH": os.environ["PATH"], "PGHOST": endpoint["Address"], "PGPORT": str(endpoint["Port"]), "PGUSER": "dbadmin",
        "PGDATABASE": "shop", "PGPASSWORD": password, "PGSSLMODE": "verify-full", "PGSSLROOTCERT": authority,
    })
    return answer.stdout.strip() or answer.stderr


@pytest.fixture
def authority(endpoint, tmp_path):
    path = tmp_path / "ca.pem"
    path.write_bytes(urllib.request.urlopen(f"{endpoint}/_slipway/ca.pem", timeout=60).read())
    return str(path)


def test_two_databases_from_the_emulators_own_container(aws, create, authority):
    one = create("one", MasterUserPassword="correct-horse'")
    two = create("two", MasterUserPassword="battery-staple")
    assert socket.gethostbyname(one["Endpoint"]["Address"]) != socket.gethostbyname(two["Endpoint"]["Address"])
    assert _psql(one, "correct-horse'", "SELECT current_user, current_database()", authority) == "dbadmin|shop"
    assert "password authentication failed" in _psql(two, "correct-horse'", "SELECT 1", authority)
    assert _psql(one, "correct-horse'", "SELECT rolsuper FROM pg_roles WHERE rolname = current_user", authority) == "f"
    aws("rds").modify_db_instance(DBInstanceIdentifier="two", MasterUserPassword="another-word", ApplyImmediately=True)
    _available(aws, "two")
    assert _psql(two, "another-word", "SELECT 1", authority) == "1"


def test_a_server_that_dies_is_started_again(aws, create, authority):
    one = create("one", MasterUserPassword="correct-horse")
    _psql(one, "correct-horse", "CREATE TABLE t AS SELECT 7 AS seven", authority)
    os.kill(_server(one), signal.SIGKILL)
    eventually(lambda: _psql(one, "correct-horse", "SELECT seven FROM t", authority) == "7")


def _server(instance):
    """Return the process id of an instance's server: of what listens there."""
    listening = subprocess.run(
        ["ss", "-Hltnp", "src", socket.gethostbyname(instance["Endpoint"]["Address"])], check=True, stdout=subprocess.PIPE, text=True
    ).stdout
    pid = re.search(r'"postgres",pid=(\d+)', listening)
    assert pid and "postgres" in pathlib.Path(f"/proc/{pid[1]}/cmdline").read_text()
    return int(pid[1])


def test_an_instance_that_is_stopped_refuses_its_clients(aws, create, authority):
    one = create("one", MasterUserPassword="correct-horse")
    _psql(one, "correct-horse", "CREATE TABLE t AS SELECT 7 AS seven", authority)
    aws("rds").stop_db_instance(DBInstanceIdentifier="one")
    eventually(lambda: "Connection refused" in _psql(one, "correct-horse", "SELECT 1", authority))
    aws("rds").start_db_instance(DBInstanceIdentifier="one")
    _available(aws, "one")
    assert _psql(one, "correct-horse", "SELECT seven FROM t", authority) == "7"
