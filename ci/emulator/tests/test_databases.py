"""databases.py, gaps/rds_servers.py, rds_master_secrets.py: instances that follow their servers, with a runner that a test plays."""

from __future__ import annotations

import functools
import json
import urllib.error

import pytest
from runner import call

COMMON = {"Engine": "postgres", "EngineVersion": "17", "DBInstanceClass": "db.t4g.small", "AllocatedStorage": 20,
          "MasterUsername": "dbadmin", "DBName": "main"}


@pytest.fixture
def real(monkeypatch):
    monkeypatch.setenv("SLIPWAY_DATABASES", "real")


def _create(aws, name="main", **more):
    if "MasterUserPassword" not in more:
        more["ManageMasterUserPassword"] = True
    return aws("rds").create_db_instance(DBInstanceIdentifier=name, **{**COMMON, **more})["DBInstance"]


def _found(aws, name="main"):
    return aws("rds").describe_db_instances(DBInstanceIdentifier=name)["DBInstances"][0]


def _status(aws):
    return _found(aws)["DBInstanceStatus"]


def _kept(aws):
    arn = _found(aws)["MasterUserSecret"]["SecretArn"]
    return json.loads(aws("secretsmanager").get_secret_value(SecretId=arn)["SecretString"])


def _listed(endpoint):
    return call(endpoint, "GET", "databases/instances")["instances"]


def _detail(endpoint):
    return call(endpoint, "GET", "databases/instance?id=" + _listed(endpoint)[0]["id"])


def _serve(endpoint, status="available"):
    """Do what a runner does: give the instance a server as it is to be now."""
    call(endpoint, "POST", "databases/instance", {**_listed(endpoint)[0], "status": status})


def test_an_instance_is_available_once_its_server_answers(aws, endpoint, real):
    assert _create(aws)["DBInstanceStatus"] == "creating"
    assert _status(aws) == "creating"
    _serve(endpoint)
    assert _status(aws) == "available"
    detail = _detail(endpoint)
    found = _found(aws)
    assert (detail["address"], detail["port"]) == (found["Endpoint"]["Address"], found["Endpoint"]["Port"])
    assert (detail["user"], detail["password"], detail["database"]) == (*_kept(aws).values(), "main")
    aws("rds").delete_db_instance(DBInstanceIdentifier="main", SkipFinalSnapshot=True)
    assert _listed(endpoint) == []
    with pytest.raises(urllib.error.HTTPError, match="404"):
        call(endpoint, "GET", "databases/instance?id=" + detail["id"])


def test_a_server_that_cannot_be_made(aws, endpoint, real):
    _create(aws)
    _serve(endpoint, "failed")
    assert _status(aws) == "failed"


def test_without_a_runner_an_instance_is_a_record(aws):
    _create(aws)
    assert _status(aws) == "available"


def test_what_has_no_server_is_a_record(aws, endpoint, real):
    _create(aws, Engine="mysql", EngineVersion="8.0")
    assert _status(aws) == "available" and _listed(endpoint) == []


def test_a_rotated_password_is_new_and_reaches_the_server_before_the_instance_is_available(aws, endpoint, real):
    _create(aws)
    _serve(endpoint)
    first = _kept(aws)
    for rotate in (
        lambda: aws("rds").modify_db_instance(DBInstanceIdentifier="main", RotateMasterUserPassword=True, ApplyImmediately=True),
        lambda: aws("secretsmanager").rotate_secret(SecretId=_found(aws)["MasterUserSecret"]["SecretArn"]),
    ):
        before = _kept(aws)
        rotate()
        assert _kept(aws)["username"] == first["username"] == "dbadmin"
        assert _kept(aws)["password"] != before["password"]
        assert _status(aws) == "resetting-master-credentials"
        assert _detail(endpoint)["password"] == _kept(aws)["password"]
        _serve(endpoint)
        assert _status(aws) == "available"


def test_a_managed_password_is_kept_by_a_change_that_says_so_again(aws):
    arn = _create(aws)["MasterUserSecret"]["SecretArn"]
    kept = _kept(aws)
    modify = functools.partial(aws("rds").modify_db_instance, DBInstanceIdentifier="main", ApplyImmediately=True)
    modify(ManageMasterUserPassword=True, BackupRetentionPeriod=14)
    assert _found(aws)["MasterUserSecret"]["SecretArn"] == arn and _kept(aws) == kept
    assert _found(aws)["BackupRetentionPeriod"] == 14
    modify(ManageMasterUserPassword=False, MasterUserPassword="correct-horse")
    assert "MasterUserSecret" not in _found(aws)
    modify(ManageMasterUserPassword=True)
    assert _found(aws)["MasterUserSecret"]["SecretArn"] != arn


def test_a_password_that_the_call_gives(aws, endpoint, real):
    _create(aws, MasterUserPassword="correct-horse")
    _serve(endpoint)
    assert _detail(endpoint)["password"] == "correct-horse"
    aws("rds").modify_db_instance(DBInstanceIdentifier="main", MasterUserPassword="battery-staple", ApplyImmediately=True)
    assert _status(aws) == "resetting-master-credentials"
    assert _detail(endpoint)["password"] == "battery-staple"


def test_a_listing_tells_nothing_of_a_password(aws, endpoint, real):
    _create(aws, MasterUserPassword="correct-horse")
    _create(aws, name="other", MasterUserPassword="correct-horse")
    assert "correct-horse" not in json.dumps(_listed(endpoint))


def test_a_reboot_a_stop_and_a_start_wait_for_the_server(aws, endpoint, real):
    _create(aws)
    _serve(endpoint)
    aws("rds").reboot_db_instance(DBInstanceIdentifier="main")
    assert _status(aws) == "rebooting"
    _serve(endpoint)
    assert _status(aws) == "available"
    aws("rds").stop_db_instance(DBInstanceIdentifier="main")
    assert _status(aws) == "stopped" and _detail(endpoint)["stopped"]
    _serve(endpoint)
    aws("rds").start_db_instance(DBInstanceIdentifier="main")
    assert _status(aws) == "starting"
    _serve(endpoint)
    assert _status(aws) == "available"


@pytest.mark.parametrize(("version", "parameters", "forced"), [
    ("17", {}, True),
    ("14", {}, False),
    ("17", {"rds.force_ssl": "0"}, False),
    ("14.9", {"rds.force_ssl": "1"}, True),
])
def test_whether_tls_is_forced(aws, endpoint, real, version, parameters, forced):
    rds = aws("rds")
    rds.create_db_parameter_group(DBParameterGroupName="pg", DBParameterGroupFamily="postgres17", Description="d")
    for name, value in parameters.items():
        rds.modify_db_parameter_group(
            DBParameterGroupName="pg", Parameters=[{"ParameterName": name, "ParameterValue": value, "ApplyMethod": "pending-reboot"}]
        )
    _create(aws, EngineVersion=version, DBParameterGroupName="pg")
    assert _detail(endpoint)["forceTLS"] is forced


def test_a_secret_that_somebody_broke_leaves_the_password_alone(aws, endpoint, real):
    _create(aws)
    aws("secretsmanager").put_secret_value(SecretId=_found(aws)["MasterUserSecret"]["SecretArn"], SecretString="broken")
    assert _detail(endpoint)["password"] == ""


def test_a_replica_is_a_record_and_has_a_server_once_it_is_promoted(aws, endpoint, real):
    _create(aws)
    _serve(endpoint)
    rds = aws("rds")
    rds.create_db_instance_read_replica(DBInstanceIdentifier="copy", SourceDBInstanceIdentifier="main")
    assert _found(aws, "copy")["DBInstanceStatus"] == "available" and len(_listed(endpoint)) == 1
    rds.promote_read_replica(DBInstanceIdentifier="copy")
    assert _found(aws, "copy")["DBInstanceStatus"] == "creating" and len({i["id"] for i in _listed(endpoint)}) == 2
    assert _status(aws) == "available"
