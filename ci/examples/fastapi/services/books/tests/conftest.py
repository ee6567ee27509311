import boto3
import pytest
from fastapi.testclient import TestClient
from moto import mock_aws

from app.main import app


@pytest.fixture(params=["memory", "dynamodb"])
def client(request, monkeypatch):
    with mock_aws():
        if request.param == "dynamodb":
            table(monkeypatch)
        with TestClient(app) as client:
            yield client


def table(monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "none")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("TABLE_BOOKS", "books")
    keys = [{"AttributeName": "list", "KeyType": "HASH"}, {"AttributeName": "isbn", "KeyType": "RANGE"}]
    boto3.client("dynamodb").create_table(
        TableName="books", BillingMode="PAY_PER_REQUEST", KeySchema=[{"AttributeName": "isbn", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("isbn", "list")],
        GlobalSecondaryIndexes=[{"IndexName": "by-isbn", "KeySchema": keys, "Projection": {"ProjectionType": "ALL"}}],
    )  # fmt: skip
